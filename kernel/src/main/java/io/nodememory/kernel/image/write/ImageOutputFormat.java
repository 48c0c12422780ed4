package io.nodememory.kernel.image.write;

import io.nodememory.kernel.BadInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The registry of formats in which images are written: to add one, write a {@link BlockEncoder} and a line here. */
public enum ImageOutputFormat {
    /** LiME v1. */
    LIME(LimeBlocks::new, true),
    /** AVML v2, compressed with Snappy. */
    AVML(AvmlBlocks::new, true),
    /** Memory from address 0 on, gaps filled with zeros; a sparse file where the file system supports that. */
    RAW(RawBlocks::new, false);

    /** A reference to a constructor, which holds no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<BlockEncoder> encoders;

    private final boolean recordsRanges;

    ImageOutputFormat(Supplier<BlockEncoder> encoders, boolean recordsRanges) {
        this.encoders = encoders;
        this.recordsRanges = recordsRanges;
    }

    /** The formats whose files record which memory they hold. */
    public static List<ImageOutputFormat> recordingRanges() {
        return Arrays.stream(values()).filter(ImageOutputFormat::recordsRanges).toList();
    }

    /** Finds a format by its {@link #id()}. */
    public static Optional<ImageOutputFormat> of(String id) {
        return Arrays.stream(values()).filter(format -> format.id().equals(id)).findFirst();
    }

    /** The name on the command line: {@code lime}, {@code avml}, {@code raw}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether the file records which memory it holds. The gaps of any other format read as zeros, so it can hold neither a
     * slice nor a capture that skips memory.
     */
    public boolean recordsRanges() {
        return recordsRanges;
    }

    /**
     * Rejects a format for an image that lacks memory.
     *
     * @throws BadInputException if the format does not record which memory the file holds
     */
    public void requireRanges() {
        if (!recordsRanges) {
            throw new BadInputException("a %s image cannot record which memory it lacks: choose %s"
                    .formatted(id(), choiceOf(recordingRanges())));
        }
    }

    static String choiceOf(List<ImageOutputFormat> formats) {
        return formats.stream().map(ImageOutputFormat::id).collect(Collectors.joining(" or "));
    }

    BlockEncoder encoder() {
        return encoders.get();
    }

    /** The {@link #id()}, which help texts show. */
    @Override
    public String toString() {
        return id();
    }
}
