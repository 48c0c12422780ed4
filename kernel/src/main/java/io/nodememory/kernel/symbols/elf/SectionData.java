package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The uncompressed contents of an ELF section. Safe for use by many threads. */
public interface SectionData {
    /** The most bytes of a section that is held in memory. */
    long LONGEST_IN_MEMORY = 1L << 30;

    /** The most bytes of one read from a file. */
    int PIECE = 1 << 18;

    long size();

    /**
     * Copies bytes of the section.
     *
     * @throws BadInputException if they lie outside the section
     */
    void read(long offset, byte[] target, int at, int length);

    /** Returns all bytes of the section. */
    default byte[] all() {
        if (size() > LONGEST_IN_MEMORY) {
            throw new BadInputException(
                    "A section of %,d bytes is longer than any of its kind; the file is damaged.".formatted(size()));
        }
        byte[] bytes = new byte[(int) size()];
        read(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** A section in memory. */
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

    /** A section as a part of a file. */
    record InFile(FileChannel channel, long start, long size) implements SectionData {
        @Override
        public void read(long offset, byte[] target, int at, int length) {
            check(this, offset, length);
            try {
                // In pieces, because the channel copies through a direct buffer as large as the request.
                for (int done = 0; done < length; ) {
                    ByteBuffer piece = ByteBuffer.wrap(target, at + done, Math.min(length - done, PIECE));
                    int got = channel.read(piece, start + offset + done);
                    if (got < 0) {
                        throw new BadInputException("The file ends inside a section; copy it again.");
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
            throw new BadInputException(
                    "The file is damaged: it refers to bytes outside a section (%,d bytes at %,d of %,d)."
                            .formatted(length, offset, data.size()));
        }
    }
}
