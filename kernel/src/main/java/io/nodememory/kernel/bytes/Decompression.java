package io.nodememory.kernel.bytes;

import io.nodememory.kernel.BadInputException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** Opens files that may be compressed with xz or gzip, and limits their decompressed size. */
public final class Decompression {
    /** The most decompressed bytes of a file; the symbol files of the largest kernels have less than 200 MB. */
    static final long LONGEST = 2L << 30;

    /** The most KiB of memory for xz; its strongest preset needs 65 MiB to decompress. */
    private static final int XZ_MEMORY = 256 << 10;

    private Decompression() {}

    /** Opens the contents of a file, decompressed if it starts with the magic number of xz or gzip. */
    public static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            raw.mark(16);
            byte[] start = raw.readNBytes(6);
            raw.reset();
            if (isXz(start)) {
                return new ReadAhead(new Limited(new XZInputStream(raw, XZ_MEMORY)));
            } else if (isGzip(start)) {
                return new Limited(new GZIPInputStream(raw, 1 << 16));
            }
            return new Limited(raw);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Whether {@link #open} decompresses a file with these first bytes. */
    public static boolean isCompressed(byte[] start) {
        return isXz(start) || isGzip(start);
    }

    private static boolean isXz(byte[] start) {
        return start.length >= 6 && (start[0] & 0xff) == 0xfd && start[1] == '7' && start[2] == 'z';
    }

    private static boolean isGzip(byte[] start) {
        return start.length >= 2 && start[0] == 0x1f && (start[1] & 0xff) == 0x8b;
    }

    /** Describes in one sentence why a file could not be read. */
    public static BadInputException describe(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new BadInputException("There is no file " + file + ": correct the path.", e);
        }
        if (e instanceof EOFException) {
            return new BadInputException(file + " is cut short: copy it again.", e);
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new BadInputException("Cannot read %s: %s.".formatted(file, reason.replaceAll("[^ -~]+", " ")), e);
    }

    /** Ends a stream with an error after {@link #LONGEST} bytes, which stops a decompression bomb. */
    private static final class Limited extends FilterInputStream {
        private long left = LONGEST;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = super.read(target, offset, length);
            left -= Math.max(got, 0);
            if (left < 0) {
                throw new IOException("it decompresses to more than 2 GiB");
            }
            return got;
        }
    }
}
