package io.nodememory.capture.node;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checksums that programs of a node compute: almost all nodes have POSIX's cksum, some builds of busybox have md5sum only. */
public enum FrameChecksum {
    /** No checksum: only lengths are checked. */
    NONE(""),
    CKSUM("(?<!\\S)(\\d{1,10}) (\\d{1,19})(?!\\S)"),
    MD5SUM("(?<!\\S)([0-9a-f]{32})(?!\\S)");

    private final Pattern pattern;

    FrameChecksum(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** The checksum of a program by its name, {@link #NONE} for an unknown program. */
    public static FrameChecksum named(String program) {
        return switch (program.strip()) {
            case "cksum" -> CKSUM;
            case "md5sum" -> MD5SUM;
            default -> NONE;
        };
    }

    /** The checksum of bytes, in the notation of {@link #in}. */
    String of(byte[] bytes, int offset, int length) {
        Running running = start();
        running.add(bytes, offset, length);
        return running.sum();
    }

    /** A checksum over bytes that arrive in parts. */
    public interface Running {
        void add(byte[] bytes, int offset, int length);

        /** The checksum in the notation of {@link FrameChecksum#in}; may be called once. */
        String sum();
    }

    public Running start() {
        return switch (this) {
            case NONE -> new None();
            case CKSUM -> new PosixChecksum();
            case MD5SUM -> new Md5();
        };
    }

    private static final class None implements Running {
        @Override
        public void add(byte[] bytes, int offset, int length) {
            // The node sends no checksum to compare with.
        }

        @Override
        public String sum() {
            return "";
        }
    }

    private static final class Md5 implements Running {
        private final MessageDigest digest;

        Md5() {
            try {
                digest = MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has MD5", e);
            }
        }

        @Override
        public void add(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public String sum() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /**
     * Finds the checksum in a frame's trailer. It stands before, after or within the output of dd.
     *
     * @param length length of the frame in bytes
     * @throws IOException if there is no checksum, or it belongs to another length
     */
    public String in(String trailer, long length) throws IOException {
        if (this == NONE) {
            return "";
        }
        Matcher sum = pattern.matcher(trailer);
        if (!sum.find()) {
            throw new IOException("a frame's trailer has no checksum: " + trailer);
        }
        if (this == CKSUM && Long.parseLong(sum.group(2)) != length) {
            throw new IOException("a frame was cut in transfer: its checksum is of %s bytes, not of %d"
                    .formatted(sum.group(2), length));
        }
        return sum.group(1);
    }
}
