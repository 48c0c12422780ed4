package io.nodememory.evidence.capture;

/** Whether the SHA-256 of an image's file is recorded, for which all of it is read. */
public enum ImageHashing {
    /** Whatever its size. */
    ALWAYS,
    /** Up to {@link #USUAL_BYTES}: holes of a sparse file are hashed too, and take as long as data. */
    USUAL,
    NEVER;

    /** What is hashed in ten to twenty seconds by a processor with instructions for SHA-256. */
    public static final long USUAL_BYTES = 16L << 30;

    /** Why a file of that many bytes is not hashed, null if it is. */
    public String whyNot(long size) {
        return switch (this) {
            case ALWAYS -> null;
            case NEVER -> "the image was not hashed, as was asked for";
            case USUAL ->
                size <= USUAL_BYTES
                        ? null
                        : "the image was not hashed: it has %,d GiB, and unless asked for only up to %d GiB are"
                                .formatted(size >> 30, USUAL_BYTES >> 30);
        };
    }
}
