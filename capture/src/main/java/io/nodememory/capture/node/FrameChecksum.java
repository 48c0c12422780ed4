package io.nodememory.capture.node;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checksums that a node's own programs can make: POSIX's cksum is almost everywhere, some busybox builds have md5sum alone. */
public enum FrameChecksum {
    /** Lengths alone are checked. */
    NONE(""),
    CKSUM("(?<!\\S)(\\d{1,10}) (\\d{1,19})(?!\\S)"),
    MD5SUM("(?<!\\S)([0-9a-f]{32})(?!\\S)");

    private final Pattern pattern;

    FrameChecksum(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** The one that a program of that name makes; {@link #NONE} for any other. */
    public static FrameChecksum named(String program) {
        return switch (program.strip()) {
            case "cksum" -> CKSUM;
            case "md5sum" -> MD5SUM;
            default -> NONE;
        };
    }

    /** The sum of bytes, as {@link #in} gives it. */
    String of(byte[] bytes, int offset, int length) {
        Running running = start();
        running.add(bytes, offset, length);
        return running.sum();
    }

    /** A sum over bytes that come in parts. */
    public interface Running {
        void add(byte[] bytes, int offset, int length);

        /** As {@link FrameChecksum#in} gives it; to be asked for once. */
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
            // Nothing is known of the other side's.
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
                throw new IllegalStateException("every Java has MD5", e);
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
     * The sum that a trailer tells of a frame of that length; before, behind or amid what dd says, as it comes.
     *
     * @throws IOException if there is none, or it is of another length
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
            throw new IOException("a frame was cut on its way: its checksum is of %s bytes, not of %d"
                    .formatted(sum.group(2), length));
        }
        return sum.group(1);
    }
}
