package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * AVML, version 2: each block of at most 16 MiB as one stream in Snappy's framing format (framing_format.txt) behind a
 * {@link RecordHeader}, followed by the stream's length as u64. Only chunk headers are read here: a chunk is unpacked when
 * its memory is asked for.
 */
public final class AvmlFormat implements ImageFormat {
    /** The stream's first chunk: type 0xff, length 6, "sNaPpY". */
    public static final long STREAM_IDENTIFIER = 0x50_61_4e_73_00_00_06_ffL;

    public static final int CHUNK_HEADER = 4;
    public static final int CHECKSUM = 4;
    public static final int COMPRESSED = 0x00;
    public static final int UNCOMPRESSED = 0x01;
    private static final int FIRST_SKIPPABLE = 0x80;
    /** Most memory in a chunk, in bytes. */
    public static final int CHUNK = 64 * 1024;
    /** Most bytes that Snappy makes of a chunk, checksum included (its {@code MaxCompressedLength}). */
    public static final int CHUNK_PAYLOAD = CHECKSUM + 32 + CHUNK + CHUNK / 6;
    /** Snappy packs at most 64 bytes into 3. */
    private static final int MOST_PACKED = 22;
    /** Chunks below the size of a page are nothing that a writer of memory makes; a few are put up with. */
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
                // AVML 0.17 wrote the header of a block of zeros and nothing else.
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
            records.warn("says at offset %d that %d compressed bytes came before, which were %d"
                    .formatted(end, stated, streamLength));
        }
        records.accept(records.header().length(), end + Long.BYTES);
    }

    private void countTiny(ImageFile file, int size, boolean last) {
        if (size < MemoryImage.PAGE_SIZE && !last && ++tinyChunks > TINY_CHUNKS) {
            throw file.bad("cuts memory in chunks smaller than a page; that is no AVML image");
        }
    }

    /** The length that Snappy data begins with, as a varint; -1 if there is none or the data cannot be that much. */
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
