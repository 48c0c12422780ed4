package io.nodememory.kernel.image.write;

import io.airlift.compress.snappy.SnappyCompressor;
import io.nodememory.kernel.image.AvmlFormat;
import io.nodememory.kernel.image.AvmlImage;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.RecordHeader;
import io.nodememory.kernel.image.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Blocks of AVML v2: a header, then a stream in Snappy's framing format. All processors pack the chunks of a block. */
final class AvmlBlocks implements BlockEncoder {
    private static final int CHUNK = AvmlFormat.CHUNK;
    private static final int HEAD = AvmlFormat.CHUNK_HEADER + AvmlFormat.CHECKSUM;

    private static final int LARGEST = AvmlFormat.CHUNK_HEADER + AvmlFormat.CHUNK_PAYLOAD;
    private static final ThreadLocal<SnappyCompressor> COMPRESSORS = ThreadLocal.withInitial(SnappyCompressor::new);

    /** A buffer for each chunk of a block, reused for the next block. */
    private final byte[][] buffers = new byte[(int) (RecordHeader.BLOCK / CHUNK)][];
    /** The packed chunks of a block: each in its buffer, or {@link #zeros}. */
    private final byte[][] packed = new byte[buffers.length][];

    private final int[] lengths = new int[buffers.length];
    /** A packed chunk that holds nothing but zeros. */
    private final byte[] zeros;

    AvmlBlocks() {
        byte[] chunk = new byte[LARGEST];
        zeros = Arrays.copyOf(chunk, pack(new byte[CHUNK], 0, CHUNK, chunk));
    }

    @Override
    public void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException {
        begin(start, length, output);
        IntStream.range(0, chunks(length))
                .parallel()
                .forEach(i -> pack(i, bytes, i * CHUNK, Math.min(CHUNK, length - i * CHUNK)));
        end(length, output);
    }

    @Override
    public void copy(MemoryImage image, long start, int length, ImageOutput output) throws IOException {
        begin(start, length, output);
        new BlockPieces(image, start, length).forEach((number, bytes, count) -> pack(number, bytes, 0, count));
        end(length, output);
    }

    private static int chunks(int length) {
        return (length + CHUNK - 1) / CHUNK;
    }

    private static void begin(long start, int length, ImageOutput output) throws IOException {
        byte[] header = new RecordHeader(RecordHeader.AVML, 2, start, start + length).encode();
        output.write(header, 0, header.length);
    }

    /** Writes the stream of the packed chunks. */
    private void end(int length, ImageOutput output) throws IOException {
        output.write(littleEndian(AvmlFormat.STREAM_IDENTIFIER), 0, Long.BYTES);
        // The identifier is 10 bytes long (type, length, "sNaPpY"): the last two follow here.
        output.write(new byte[] {'p', 'Y'}, 0, 2);
        long streamLength = Long.BYTES + 2;
        for (int i = 0; i < chunks(length); i++) {
            output.write(packed[i], 0, lengths[i]);
            streamLength += lengths[i];
        }
        output.write(littleEndian(streamLength), 0, Long.BYTES);
    }

    private void pack(int index, byte[] bytes, int from, int length) {
        if (length == CHUNK && Zeros.only(bytes, from, from + length)) {
            packed[index] = zeros;
            lengths[index] = zeros.length;
            return;
        }
        if (buffers[index] == null) {
            buffers[index] = new byte[LARGEST];
        }
        packed[index] = buffers[index];
        lengths[index] = pack(bytes, from, length, buffers[index]);
    }

    /** Packs a chunk; returns its length in bytes, header and checksum included. */
    private static int pack(byte[] bytes, int from, int length, byte[] chunk) {
        int type = AvmlFormat.COMPRESSED;
        int size = COMPRESSORS.get().compress(bytes, from, length, chunk, HEAD, chunk.length - HEAD);
        if (size >= length - length / 8) {
            // The framing format advises to store data that hardly shrinks uncompressed.
            type = AvmlFormat.UNCOMPRESSED;
            size = length;
            System.arraycopy(bytes, from, chunk, HEAD, length);
        }
        int word = type | ((size + AvmlFormat.CHECKSUM) << 8);
        ByteBuffer.wrap(chunk)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(word)
                .putInt(AvmlImage.maskedChecksum(bytes, from, length));
        return HEAD + size;
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
