package io.nodememory.capture;

import java.util.Locale;

/** The part of a node's memory that a capture holds. */
public enum Depth {
    /** The pages that the analysis reads. */
    TARGETED,
    /** All RAM. */
    FULL;

    /** The name in manifests. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
