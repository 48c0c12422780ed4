package io.nodememory.evidence.capture;

/** Whether the SHA-256 of an image file is recorded. The hash reads the whole file. */
public enum ImageHashing {
    /** At any size. */
    ALWAYS,
    /** Up to {@link #USUAL_BYTES}: holes of a sparse file are hashed too, and take as long as data. */
    USUAL,
    NEVER;

    /** 16 GiB: ten to twenty seconds on a processor with instructions for SHA-256. */
    public static final long USUAL_BYTES = 16L << 30;

    /** Why a file of this size is not hashed; null if it is. */
    public String whyNot(long size) {
        return switch (this) {
            case ALWAYS -> null;
            case NEVER -> "the image was not hashed, as was asked for";
            case USUAL ->
                size <= USUAL_BYTES
                        ? null
                        : "the image was not hashed: it has %,d GiB; without --hash only images up to %d GiB are hashed"
                                .formatted(size >> 30, USUAL_BYTES >> 30);
        };
    }
}
