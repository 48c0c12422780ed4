package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The contents of an ELF section, uncompressed; safe for many threads. */
public interface SectionData {
    /** Bytes of the longest section that is held in memory. */
    long LONGEST_IN_MEMORY = 1L << 30;

    /** Bytes that are read from a file at once. */
    int PIECE = 1 << 18;

    long size();

    /**
     * Copies bytes.
     *
     * @throws BadInputException if they lie outside of the section
     */
    void read(long offset, byte[] target, int at, int length);

    /** The whole section. */
    default byte[] all() {
        if (size() > LONGEST_IN_MEMORY) {
            throw new BadInputException("A section of %,d bytes is too large for its kind.".formatted(size()));
        }
        byte[] bytes = new byte[(int) size()];
        read(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** Bytes in memory. */
    final class InMemory implements SectionData {
        private final byte[] bytes;

        public InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long offset, byte[] target, int at, int length) {
            check(this, offset, length);
            System.arraycopy(bytes, (int) offset, target, at, length);
        }

        @Override
        public byte[] all() {
            return bytes;
        }
    }

    /** A part of a file. */
    record InFile(FileChannel channel, long start, long size) implements SectionData {
        @Override
        public void read(long offset, byte[] target, int at, int length) {
            check(this, offset, length);
            try {
                // In pieces: the channel copies through a buffer outside of the heap as large as the request.
                for (int done = 0; done < length; ) {
                    ByteBuffer piece = ByteBuffer.wrap(target, at + done, Math.min(length - done, PIECE));
                    int got = channel.read(piece, start + offset + done);
                    if (got < 0) {
                        throw new BadInputException("The file ends within a section.");
                    }
                    done += got;
                }
            } catch (IOException e) {
                throw new BadInputException("Cannot read a section: " + e.getMessage() + ".", e);
            }
        }
    }

    private static void check(SectionData data, long offset, int length) {
        if (offset < 0 || length < 0 || offset > data.size() - length) {
            throw new BadInputException("Something points outside of its section (%,d bytes at %,d of %,d)."
                    .formatted(length, offset, data.size()));
        }
    }
}
