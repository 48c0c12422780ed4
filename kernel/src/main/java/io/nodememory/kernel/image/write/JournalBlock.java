package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The state of an unfinished image after one of its blocks.
 *
 * @param count number of blocks, this one included
 * @param position where the block ends in the file
 * @param end physical address at which its memory ends
 * @param memory bytes of memory up to its end, omitted blocks of zeros included
 * @param checksum CRC-32C of its bytes in the file; a block of zeros has no bytes there
 */
record JournalBlock(int count, long position, long end, long memory, int checksum) {
    static final JournalBlock NONE = new JournalBlock(0, 0, 0, 0, 0);
    private static final int BUFFER = 1 << 20;

    /**
     * Parses a {@link #line()}.
     *
     * @throws RuntimeException if the line is malformed
     */
    static JournalBlock of(String line, int count) {
        String[] words = line.split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException(line);
        }
        return new JournalBlock(
                count,
                Long.parseUnsignedLong(words[0], 16),
                Long.parseUnsignedLong(words[1], 16),
                Long.parseUnsignedLong(words[2], 16),
                Integer.parseUnsignedInt(words[3], 16));
    }

    String line() {
        return "%x %x %x %08x".formatted(position, end, memory, checksum);
    }

    private boolean follows(JournalBlock before) {
        return position >= before.position
                && end > before.end
                && end % MemoryImage.PAGE_SIZE == 0
                && memory > before.memory;
    }

    /**
     * Finds the last block up to which the file matches the journal, and truncates the file there.
     *
     * @param digest receives the bytes that stay
     */
    static JournalBlock lastGood(List<JournalBlock> blocks, Path part, MessageDigest digest) throws IOException {
        JournalBlock last = NONE;
        if (!Files.exists(part)) {
            return last;
        }
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (JournalBlock block : blocks) {
                if (!block.follows(last) || block.position > file.size() || !block.matches(file, last.position)) {
                    break;
                }
                last = block;
            }
            file.truncate(last.position);
            each(file, 0, last.position, digest::update);
        }
        return last;
    }

    private boolean matches(FileChannel file, long from) throws IOException {
        CRC32C crc = new CRC32C();
        each(file, from, position, crc::update);
        return (int) crc.getValue() == checksum;
    }

    private interface Bytes {
        void take(ByteBuffer bytes);
    }

    private static void each(FileChannel file, long from, long to, Bytes bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (long at = from; at < to; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(BUFFER, to - at));
            while (buffer.hasRemaining()) {
                if (file.read(buffer, at + buffer.position()) < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
            bytes.take(buffer.flip());
        }
    }
}
