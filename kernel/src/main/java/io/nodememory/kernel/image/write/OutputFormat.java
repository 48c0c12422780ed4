package io.nodememory.kernel.image.write;

import java.util.Locale;
import java.util.Optional;

/** The formats that are written. */
public enum OutputFormat {
    /** LiME v1. */
    LIME,
    /** AVML v2: compressed. */
    AVML,
    /** Memory as it is from address 0 on, gaps filled with zeros; sparse where the file system can do that. */
    RAW;

    /** The name as users write it: {@code lime}, {@code avml}, {@code raw}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OutputFormat> of(String id) {
        for (OutputFormat format : values()) {
            if (format.id().equals(id)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    BlockEncoder encoder() {
        return switch (this) {
            case LIME -> new LimeBlocks();
            case AVML -> new AvmlBlocks();
            case RAW -> new RawBlocks();
        };
    }
}
