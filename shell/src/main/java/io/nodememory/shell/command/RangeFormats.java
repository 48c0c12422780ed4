package io.nodememory.shell.command;

import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.util.Iterator;

/** The names of the image formats that record which memory they hold, for help texts and completion. */
final class RangeFormats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return ImageOutputFormat.recordingRanges().stream()
                .map(ImageOutputFormat::id)
                .iterator();
    }
}
