package io.nodememory.capture;

import java.util.Locale;

/** How much of a node's memory is captured. */
public enum Depth {
    /** The pages that our analysis reads. */
    TARGETED,
    /** All RAM. */
    FULL;

    /** As manifests name it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
