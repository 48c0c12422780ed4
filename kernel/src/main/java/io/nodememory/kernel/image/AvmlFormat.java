package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads AVML version 2. Each block of at most 16 MiB is a {@link RecordHeader}, a stream in Snappy's framing format
 * (framing_format.txt) and the length of the stream as u64. Opening reads chunk headers only; reading memory unpacks the chunk
 * that holds it.
 */
public final class AvmlFormat implements ImageFormat {
    /** The start of the stream's first chunk: type 0xff, length 6, then "sNaPpY", of which these 8 bytes hold "sNaP". */
    public static final long STREAM_IDENTIFIER = 0x50_61_4e_73_00_00_06_ffL;

    public static final int CHUNK_HEADER = 4;
    public static final int CHECKSUM = 4;
    public static final int COMPRESSED = 0x00;
    public static final int UNCOMPRESSED = 0x01;
    private static final int FIRST_SKIPPABLE = 0x80;
    /** The most bytes of memory in a chunk. */
    public static final int CHUNK = 64 * 1024;
    /** The most packed bytes of a chunk, checksum included (Snappy's {@code MaxCompressedLength}). */
    public static final int CHUNK_PAYLOAD = CHECKSUM + 32 + CHUNK + CHUNK / 6;
    /** Snappy packs at most 64 bytes into 3. */
    private static final int MOST_PACKED = 22;
    /** The most chunks smaller than a page: a few are accepted, although no known writer makes them. */
    private static final int TINY_CHUNKS = 1 << 16;

    private int tinyChunks;

    @Override
    public Optional<MemoryImage> open(ImageFile file) {
        if (!Records.startsWith(file, RecordHeader.AVML)) {
            return Optional.empty();
        }
        Records records = new Records(file, RecordHeader.AVML, 2, "AVML");
        while (records.next()) {
            RecordHeader header = records.header();
            long data = records.dataPosition();
            ByteBuffer start = records.window().at(data, Long.BYTES);
            if (start.remaining() >= Integer.BYTES && start.getInt(start.position()) == RecordHeader.AVML) {
                // AVML 0.17 wrote only the header of a block of zeros.
                records.addZeros(header.start(), header.pageEnd());
                records.accept(header.length(), data);
            } else {
                walkStream(file, records);
            }
        }
        return Optional.of(new AvmlImage(file, records.segments(), records.describe("AVML v2 (Snappy)")));
    }

    private void walkStream(ImageFile file, Records records) {
        RecordHeader header = records.header();
        long data = records.dataPosition();
        long at = data;
        long address = header.start();
        while (address < header.end()) {
            ByteBuffer chunk = records.window().at(at, CHUNK_HEADER + CHECKSUM + 5);
            if (chunk.remaining() < CHUNK_HEADER) {
                records.cutShort(header, address - header.start());
                return;
            }
            int word = chunk.getInt();
            int type = word & 0xff;
            int length = word >>> 8;
            long next = at + CHUNK_HEADER + length;
            if (type == COMPRESSED || type == UNCOMPRESSED) {
                if (next > file.size()) {
                    records.cutShort(header, address - header.start());
                    return;
                }
                int size = type == COMPRESSED ? uncompressedLength(chunk, length) : length - CHECKSUM;
                if (size < 0 || size > CHUNK || length > CHUNK_PAYLOAD || address + size > header.end()) {
                    records.stop("has a damaged chunk at offset %d in the record for 0x%x-0x%x"
                            .formatted(at, header.start(), header.end() - 1));
                    return;
                }
                countTiny(file, size, address + size == header.end());
                records.add(address, address + size, AvmlImage.pack(at, length));
                address += size;
            } else if (type < FIRST_SKIPPABLE || (at == data && !isStreamStart(records, at))) {
                records.stop("has no Snappy data at offset %d in the record for 0x%x-0x%x"
                        .formatted(at, header.start(), header.end() - 1));
                return;
            }
            at = next;
        }
        records.addZeros(header.end(), header.pageEnd());
        finish(records, at - data, at);
    }

    private static boolean isStreamStart(Records records, long at) {
        ByteBuffer bytes = records.window().at(at, Long.BYTES);
        return bytes.remaining() == Long.BYTES && bytes.getLong() == STREAM_IDENTIFIER;
    }

    private static void finish(Records records, long streamLength, long end) {
        ByteBuffer trailer = records.window().at(end, Long.BYTES);
        if (trailer.remaining() < Long.BYTES) {
            records.cutShort(records.header(), records.header().length());
            return;
        }
        long stated = trailer.getLong();
        if (stated != streamLength) {
            records.warn("states at offset %d that %d compressed bytes precede it, but there are %d"
                    .formatted(end, stated, streamLength));
        }
        records.accept(records.header().length(), end + Long.BYTES);
    }

    private void countTiny(ImageFile file, int size, boolean last) {
        if (size < MemoryImage.PAGE_SIZE && !last && ++tinyChunks > TINY_CHUNKS) {
            throw file.bad("holds too many chunks smaller than a page; it is no AVML image");
        }
    }

    /** The unpacked length, a varint at the start of Snappy data; -1 if it is missing or too large for the packed length. */
    private static int uncompressedLength(ByteBuffer chunk, int length) {
        int first = chunk.position() + CHECKSUM;
        int value = 0;
        for (int i = 0; i < 3 && first + i < chunk.limit(); i++) {
            int octet = chunk.get(first + i);
            value |= (octet & 0x7f) << (7 * i);
            if (octet >= 0) {
                return value <= (long) (length - CHECKSUM) * MOST_PACKED ? value : -1;
            }
        }
        return -1;
    }
}
