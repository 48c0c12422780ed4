package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of each record in LiME and AVML files, 32 bytes: u32 magic, u32 version, u64 first address, u64 last address
 * (inclusive), u64 reserved (LiME's doc/README.md and AVML's src/image.rs).
 */
public record RecordHeader(int magic, int version, long start, long end) {
    public static final int SIZE = 32;
    /** "EMiL". */
    public static final int LIME = 0x4C694D45;
    /** "AVML". */
    public static final int AVML = 0x4C4D5641;
    /** AVML cuts ranges into blocks of at most this many bytes and omits blocks of zeros. */
    public static final long BLOCK = 16L << 20;
    /** The most records of a file, as many as a slice of 8 GiB in single pages has; a file with more is hostile. */
    static final int LIMIT = 1 << 21;

    /** Decodes the header at the buffer's position without any check; {@code end} is one past the last address. */
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

    /** Whether the addresses can be physical addresses of memory. */
    boolean plausible() {
        return start >= 0 && start < end && end <= Segments.ADDRESS_LIMIT;
    }

    long length() {
        return end - start;
    }

    /**
     * The true end of the memory. AVML takes the inclusive end of a range in /proc/iomem for an exclusive one, so it omits the
     * last byte of each range's last page.
     */
    long pageEnd() {
        return (end & (MemoryImage.PAGE_SIZE - 1)) == MemoryImage.PAGE_SIZE - 1 ? end + 1 : end;
    }
}
