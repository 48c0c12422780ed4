package io.nodememory.kernel.image;

import io.airlift.compress.snappy.SnappyCompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Blocks as AVML v2 has them: a stream in Snappy's framing format each. The chunks of a block are packed in parallel. */
final class AvmlBlocks implements BlockEncoder {
    private static final int CHUNK = AvmlFormat.CHUNK;
    private static final int HEAD = AvmlFormat.CHUNK_HEADER + AvmlFormat.CHECKSUM;

    private final ThreadLocal<SnappyCompressor> compressors = ThreadLocal.withInitial(SnappyCompressor::new);
    /** One for each chunk of a block, kept from block to block. */
    private final byte[][] buffers = new byte[(int) (RecordHeader.BLOCK / CHUNK)][];
    /** The chunks of a block: a buffer each, or {@link #zeros}. */
    private final byte[][] packed = new byte[buffers.length][];
    /** A whole chunk of zeros, packed. */
    private final byte[] zeros;

    AvmlBlocks() {
        int length = pack(0, new byte[CHUNK], 0, CHUNK);
        zeros = Arrays.copyOf(packed[0], length);
    }

    @Override
    public void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException {
        byte[] header = new RecordHeader(RecordHeader.AVML, 2, start, start + length).encode();
        output.write(header, 0, header.length);
        int chunks = (length + CHUNK - 1) / CHUNK;
        int[] lengths = new int[chunks];
        IntStream.range(0, chunks).parallel().forEach(i -> {
            int from = i * CHUNK;
            int to = Math.min(length, from + CHUNK);
            if (to - from == CHUNK && Zeros.fill(bytes, from, to)) {
                packed[i] = zeros;
                lengths[i] = zeros.length;
            } else {
                lengths[i] = pack(i, bytes, from, to - from);
            }
        });
        output.write(littleEndian(AvmlFormat.STREAM_IDENTIFIER), 0, Long.BYTES);
        // The identifier is 10 bytes long: type, length and "sNaPpY".
        output.write(new byte[] {'p', 'Y'}, 0, 2);
        long streamLength = Long.BYTES + 2;
        for (int i = 0; i < chunks; i++) {
            output.write(packed[i], 0, lengths[i]);
            streamLength += lengths[i];
        }
        output.write(littleEndian(streamLength), 0, Long.BYTES);
    }

    /** Packs a chunk; returns its length with header and checksum. */
    private int pack(int index, byte[] bytes, int from, int length) {
        SnappyCompressor compressor = compressors.get();
        if (buffers[index] == null) {
            buffers[index] = new byte[HEAD + Math.max(AvmlFormat.CHUNK_PAYLOAD, compressor.maxCompressedLength(CHUNK))];
        }
        byte[] chunk = buffers[index];
        packed[index] = chunk;
        int type = AvmlFormat.COMPRESSED;
        int size = compressor.compress(bytes, from, length, chunk, HEAD, chunk.length - HEAD);
        if (size >= length - length / 8) {
            // What hardly shrinks is stored as it is, as the framing format advises.
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
