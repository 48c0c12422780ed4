package io.nodememory.shell.parquet;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** A page of a file: its header, and its content compressed by Zstandard. */
final class DataPage {
    private static final int DATA = 0;
    private static final int DICTIONARY = 2;

    private DataPage() {}

    /**
     * Appends a page of values.
     *
     * @param values the number of values including nulls
     * @return the uncompressed size in bytes
     */
    static long data(ByteArrayOutputStream out, ByteArrayOutputStream content, int values, int encoding) {
        return write(
                out,
                content.toByteArray(),
                DATA,
                header -> header.struct(5, data -> {
                    data.i32(1, values);
                    data.i32(2, encoding);
                    data.i32(3, PageEncoding.RUN_LENGTHS);
                    data.i32(4, PageEncoding.RUN_LENGTHS);
                }));
    }

    /** Appends a dictionary; see {@link #data}. */
    static long dictionary(ByteArrayOutputStream out, ByteArrayOutputStream content, int values) {
        return write(
                out,
                content.toByteArray(),
                DICTIONARY,
                header -> header.struct(7, dictionary -> {
                    dictionary.i32(1, values);
                    dictionary.i32(2, PageEncoding.PLAIN);
                }));
    }

    private static long write(ByteArrayOutputStream out, byte[] content, int type, Consumer<ThriftWriter> kind) {
        ZstdCompressor compressor = new ZstdCompressor();
        byte[] body = new byte[compressor.maxCompressedLength(content.length)];
        int length = compressor.compress(content, 0, content.length, body, 0, body.length);
        CRC32 crc = new CRC32();
        crc.update(body, 0, length);
        byte[] header = ThriftWriter.struct(fields -> {
            fields.i32(1, type);
            fields.i32(2, content.length);
            fields.i32(3, length);
            fields.i32(4, (int) crc.getValue());
            kind.accept(fields);
        });
        out.writeBytes(header);
        out.write(body, 0, length);
        return header.length + (long) content.length;
    }
}
