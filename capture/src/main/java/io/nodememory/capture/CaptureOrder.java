package io.nodememory.capture;

import io.nodememory.kernel.image.OutputFormat;
import java.nio.file.Path;

/**
 * What is to be captured.
 *
 * @param target the image to write, which must not be there yet; null for NODE-TIME.FORMAT in the current folder
 * @param format {@link OutputFormat#LIME} or {@link OutputFormat#AVML}
 */
public record CaptureOrder(Path target, OutputFormat format, Depth depth, Custody custody) {}
