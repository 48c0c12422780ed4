package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 32 bytes before each record of LiME and AVML files: u32 magic, u32 version, u64 first address, u64 last address
 * (inclusive), u64 reserved (LiME's doc/README.md and AVML's src/image.rs).
 */
public record RecordHeader(int magic, int version, long start, long end) {
    public static final int SIZE = 32;
    /** "EMiL". */
    public static final int LIME = 0x4C694D45;
    /** "AVML". */
    public static final int AVML = 0x4C4D5641;
    /** AVML cuts ranges in blocks of at most this many bytes and leaves out those that are all zero. */
    public static final long BLOCK = 16L << 20;
    /** More records than that and the file is made to hurt: a slice of 8 GiB in single pages has that many. */
    static final int LIMIT = 1 << 21;

    /** The header at the buffer's position, taken as it is; {@code end} is one past the last address. */
    static RecordHeader decode(ByteBuffer buffer) {
        int at = buffer.position();
        return new RecordHeader(
                buffer.getInt(at), buffer.getInt(at + 4), buffer.getLong(at + 8), buffer.getLong(at + 16) + 1);
    }

    public byte[] encode() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(magic)
                .putInt(version)
                .putLong(start)
                .putLong(end - 1)
                .array();
    }

    /** Whether the addresses can be those of memory. */
    boolean plausible() {
        return start >= 0 && start < end && end <= Segments.ADDRESS_LIMIT;
    }

    long length() {
        return end - start;
    }

    /**
     * How far the memory really goes: AVML takes the inclusive end of a range in /proc/iomem for an exclusive one and so
     * misses the last byte of each range's last page.
     */
    long pageEnd() {
        return (end & (MemoryImage.PAGE_SIZE - 1)) == MemoryImage.PAGE_SIZE - 1 ? end + 1 : end;
    }
}
