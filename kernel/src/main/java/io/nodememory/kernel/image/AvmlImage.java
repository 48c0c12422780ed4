package io.nodememory.kernel.image;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.nodememory.kernel.UnreadableMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Memory in Snappy chunks. Reading memory reads, checks and unpacks its chunk; a cache keeps the chunks used last. */
public final class AvmlImage extends FileImage {
    private static final int LENGTH_BITS = 17;
    /** The number of unpacked chunks in the cache: 64 MiB. */
    private static final int CACHED_CHUNKS = 1024;

    private final SnappyDecompressor snappy = new SnappyDecompressor();
    private final BlockCache chunks = new BlockCache(CACHED_CHUNKS);
    /** The packed form, checksum included, of the last chunk of zeros. A chunk equal to it need not be unpacked. */
    private volatile byte[] packedZeros = {};

    private static final ThreadLocal<byte[]> PACKED =
            ThreadLocal.withInitial(() -> new byte[AvmlFormat.CHUNK_HEADER + AvmlFormat.CHUNK_PAYLOAD]);

    AvmlImage(ImageFile file, Segments segments, Description description) {
        super(file, segments, description);
    }

    /** Packs the offset of a chunk's header and the length of the chunk after it into one number. */
    static long pack(long position, int length) {
        return (position << LENGTH_BITS) | length;
    }

    @Override
    void readSegment(int index, long skip, byte[] target, int offset, int length) {
        int size = (int) (segments().end(index) - segments().start(index));
        byte[] chunk = chunks.get(index);
        if (chunk == null && length == size) {
            // Scans and conversions read whole chunks once; caching those would evict chunks that are read again.
            unpack(index, target, offset, size);
            return;
        }
        if (chunk == null) {
            chunk = new byte[size];
            unpack(index, chunk, 0, size);
            chunks.put(index, chunk);
        }
        System.arraycopy(chunk, (int) skip, target, offset, length);
    }

    private void unpack(int index, byte[] target, int offset, int size) {
        long place = segments().position(index);
        long position = place >>> LENGTH_BITS;
        int length = (int) (place & ((1 << LENGTH_BITS) - 1));
        long address = segments().start(index);
        byte[] bytes = PACKED.get();
        file().readUncached(position, bytes, 0, AvmlFormat.CHUNK_HEADER + length, address);
        byte[] zeros = packedZeros;
        int total = AvmlFormat.CHUNK_HEADER + length;
        if (size == AvmlFormat.CHUNK && Arrays.equals(bytes, 0, total, zeros, 0, zeros.length)) {
            Zeros.put(target, offset, offset + size);
            return;
        }
        int data = AvmlFormat.CHUNK_HEADER + AvmlFormat.CHECKSUM;
        int dataLength = length - AvmlFormat.CHECKSUM;
        if (bytes[0] == AvmlFormat.UNCOMPRESSED && dataLength == size) {
            System.arraycopy(bytes, data, target, offset, size);
        } else if (bytes[0] != AvmlFormat.COMPRESSED || !decompress(bytes, data, dataLength, target, offset, size)) {
            throw damaged(address, position, "cannot be unpacked");
        }
        if (maskedChecksum(target, offset, size) != littleEndian(bytes, AvmlFormat.CHUNK_HEADER)) {
            throw damaged(address, position, "does not match its checksum");
        }
        if (size == AvmlFormat.CHUNK && Zeros.only(target, offset, offset + size)) {
            packedZeros = Arrays.copyOf(bytes, total);
        }
    }

    private boolean decompress(byte[] bytes, int data, int dataLength, byte[] target, int offset, int size) {
        try {
            return snappy.decompress(bytes, data, dataLength, target, offset, size) == size;
        } catch (MalformedInputException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return false;
        }
    }

    private static UnreadableMemoryException damaged(long address, long position, String what) {
        return new UnreadableMemoryException(
                address, "the chunk at offset %d of the image, for 0x%x, %s".formatted(position, address, what));
    }

    /** The CRC-32C as Snappy's framing format stores it: rotated by 15 bits, plus a constant. */
    public static int maskedChecksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, 15) + 0xa282ead8;
    }

    private static int littleEndian(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
