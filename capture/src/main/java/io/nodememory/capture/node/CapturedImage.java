package io.nodememory.capture.node;

import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.write.ImageWriter;
import java.util.List;

/**
 * A node's memory as an image file.
 *
 * @param ranges the requested ranges of RAM
 * @param unreadable the pages of these ranges that the node could not read
 * @param torn pages that changed between two readings, so that the image is not consistent there; for a targeted capture only
 * @param warnings sentences that say why the image is incomplete
 */
public record CapturedImage(
        ImageWriter.Written image,
        List<PhysicalRange> ranges,
        List<PhysicalRange> unreadable,
        List<PhysicalRange> torn,
        List<String> warnings) {}
