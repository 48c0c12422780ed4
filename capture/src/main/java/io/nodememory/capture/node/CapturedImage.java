package io.nodememory.capture.node;

import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.write.ImageWriter;
import java.util.List;

/**
 * A node's memory as a file.
 *
 * @param ranges what was asked for
 * @param unreadable pages of it that the node could not read
 * @param torn pages that changed between two readings and so are no picture of one moment; known of a targeted capture only
 * @param warnings why it is not the whole truth: whole sentences
 */
public record CapturedImage(
        ImageWriter.Written image,
        List<PhysicalRange> ranges,
        List<PhysicalRange> unreadable,
        List<PhysicalRange> torn,
        List<String> warnings) {}
