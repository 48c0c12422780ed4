package io.nodememory.shell.files;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/** A tar file: each POSIX.1-1988 header (ustar) follows a POSIX.1-2001 header (pax) with the full name and size. */
final class TarSink implements FileSink {
    private static final int BLOCK = 512;
    private static final long LARGEST_OCTAL = 077777777777L;

    private final OutputStream out;

    TarSink(Path file) throws IOException {
        try {
            OwnerOnlyFiles.create(file);
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException(file + " exists already: choose another name", e);
        }
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    @Override
    public void add(String name, long length, Instant modified, Content content) throws IOException {
        long seconds = modified == null ? 0 : Math.max(0, Math.min(LARGEST_OCTAL, modified.getEpochSecond()));
        byte[] extended =
                (record("path", name) + record("size", Long.toString(length))).getBytes(StandardCharsets.UTF_8);
        header("pax", 'x', extended.length, seconds);
        out.write(extended);
        pad(extended.length);
        header("file", '0', Math.min(length, LARGEST_OCTAL), seconds);
        CountedOutput counted = new CountedOutput(out, length);
        content.write(counted);
        if (counted.left() != 0) {
            throw new IOException("%s is %d bytes shorter than announced".formatted(name, counted.left()));
        }
        pad(length);
    }

    /** {@code LENGTH key=value\n}; the length in bytes includes itself. */
    static String record(String key, String value) {
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest + 1;
        while (Integer.toString(length).length() + rest != length) {
            length = Integer.toString(length).length() + rest;
        }
        return length + " " + key + "=" + value + "\n";
    }

    private void header(String name, char type, long size, long seconds) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000600");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "%011o".formatted(seconds));
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte octet : header) {
            sum += octet & 0xff;
        }
        put(header, 148, "%06o".formatted(sum));
        header[154] = 0;
        out.write(header);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octets, 0, header, at, octets.length);
    }

    private void pad(long length) throws IOException {
        out.write(new byte[(int) ((BLOCK - length % BLOCK) % BLOCK)]);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            out.write(new byte[2 * BLOCK]);
        }
    }

    /** Writes exactly the announced number of bytes. */
    private static final class CountedOutput extends OutputStream {
        private final OutputStream out;
        private long left;

        CountedOutput(OutputStream out, long left) {
            this.out = out;
            this.left = left;
        }

        long left() {
            return left;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > left) {
                throw new IOException("a file is longer than announced");
            }
            out.write(bytes, offset, length);
            left -= length;
        }
    }
}
