package io.nodememory.evidence.capture;

/** Whether the SHA-256 of an image file is recorded, which needs a read of the whole file. */
public enum ImageHashing {
    /** A file of any size. */
    ALWAYS,
    /** A file of up to {@link #USUAL_BYTES}. The holes of a sparse file take as long as data. */
    USUAL,
    NEVER;

    /** The size that a processor with SHA-256 instructions hashes in ten to twenty seconds. */
    public static final long USUAL_BYTES = 16L << 30;

    /** The reason why a file of a size in bytes is not hashed; null if it is hashed. */
    public String whyNot(long size) {
        return switch (this) {
            case ALWAYS -> null;
            case NEVER -> "the image was not hashed, on request";
            case USUAL ->
                size <= USUAL_BYTES
                        ? null
                        : "the image was not hashed: it has %,d GiB; by default only images of up to %d GiB are hashed"
                                .formatted(size >> 30, USUAL_BYTES >> 30);
        };
    }
}
