package io.nodememory.capture;

import io.nodememory.capture.avml.AvmlBinary;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.nio.file.Path;

/**
 * What is to be captured.
 *
 * @param target the image to write, which must not be there yet; null for NODE-TIME.FORMAT in the current folder
 * @param format a format that {@link ImageOutputFormat#recordsRanges() records its ranges}
 * @param avml who reads all RAM instead of the built-in reader, null for that
 * @param resumable name of the capture by which a full one of the built-in reader goes on after its program was ended, null if
 *     nothing is to be left of it then
 */
public record CaptureOrder(
        Path target, ImageOutputFormat format, Depth depth, Custody custody, AvmlBinary avml, String resumable) {
    /** One that does not go on. */
    public CaptureOrder(Path target, ImageOutputFormat format, Depth depth, Custody custody, AvmlBinary avml) {
        this(target, format, depth, custody, avml, null);
    }

    /** With the built-in reader. */
    public CaptureOrder(Path target, ImageOutputFormat format, Depth depth, Custody custody) {
        this(target, format, depth, custody, null);
    }

    /** Goes on under that name; what is left if it is never finished, {@link NodeCapture#drop} removes. */
    public CaptureOrder withResume(String capture) {
        return new CaptureOrder(target, format, depth, custody, avml, capture);
    }
}
