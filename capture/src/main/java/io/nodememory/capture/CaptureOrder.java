package io.nodememory.capture;

import io.nodememory.capture.avml.AvmlBinary;
import io.nodememory.kernel.image.OutputFormat;
import java.nio.file.Path;

/**
 * What is to be captured.
 *
 * @param target the image to write, which must not be there yet; null for NODE-TIME.FORMAT in the current folder
 * @param format {@link OutputFormat#LIME} or {@link OutputFormat#AVML}
 * @param avml who reads all RAM instead of the built-in reader, null for that
 */
public record CaptureOrder(Path target, OutputFormat format, Depth depth, Custody custody, AvmlBinary avml) {
    /** With the built-in reader. */
    public CaptureOrder(Path target, OutputFormat format, Depth depth, Custody custody) {
        this(target, format, depth, custody, null);
    }
}
