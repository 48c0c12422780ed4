package io.nodememory.capture.node;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checksums that a node's own programs can make: POSIX's cksum is almost everywhere, some busybox builds have md5sum alone. */
enum FrameChecksum {
    /** Lengths alone are checked. */
    NONE(""),
    CKSUM("(?<!\\S)(\\d{1,10}) (\\d{1,10})(?!\\S)"),
    MD5SUM("(?<!\\S)([0-9a-f]{32})(?!\\S)");

    private final Pattern pattern;

    FrameChecksum(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    static FrameChecksum named(String program) {
        return switch (program.strip()) {
            case "cksum" -> CKSUM;
            case "md5sum" -> MD5SUM;
            default -> NONE;
        };
    }

    /** The sum of bytes, as {@link #in} gives it. */
    String of(byte[] bytes, int offset, int length) {
        if (this == CKSUM) {
            return Long.toString(PosixChecksum.of(bytes, offset, length));
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(bytes, offset, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** The sum that a trailer tells of a frame of that length; before, behind or amid what dd says, as it comes. */
    String in(String trailer, int length) throws IOException {
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
