package io.nodememory.capture;

import io.nodememory.capture.avml.AvmlBinary;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.nio.file.Path;

/**
 * The request for one capture.
 *
 * @param target the image to write; no file of that name may exist. Null for NODE-TIME.FORMAT in the working directory
 * @param format a format that {@link ImageOutputFormat#recordsRanges() records its ranges}
 * @param avml the program that reads all RAM, null for the built-in reader
 * @param resumable name under which a full capture by the built-in reader resumes after its program was killed; null for a capture
 *     that leaves nothing behind then
 */
public record CaptureOrder(
        Path target, ImageOutputFormat format, Depth depth, Custody custody, AvmlBinary avml, String resumable) {
    /** A capture that cannot resume. */
    public CaptureOrder(Path target, ImageOutputFormat format, Depth depth, Custody custody, AvmlBinary avml) {
        this(target, format, depth, custody, avml, null);
    }

    /** A capture by the built-in reader that cannot resume. */
    public CaptureOrder(Path target, ImageOutputFormat format, Depth depth, Custody custody) {
        this(target, format, depth, custody, null);
    }

    /** The same capture, which can resume under that name. {@link NodeCapture#drop} removes the rest of one that never does. */
    public CaptureOrder withResume(String capture) {
        return new CaptureOrder(target, format, depth, custody, avml, capture);
    }
}
