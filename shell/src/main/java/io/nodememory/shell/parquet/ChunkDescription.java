package io.nodememory.shell.parquet;

import java.util.List;

/**
 * The description of a column chunk in the footer of a file.
 *
 * @param offset the offset of the chunk in the file
 * @param dictionaryBytes the size of the dictionary page at the start of the chunk; 0 without one
 * @param size the size in the file in bytes
 * @param uncompressed the uncompressed size in bytes
 * @param levels the number of values including nulls
 */
record ChunkDescription(
        SchemaColumn column,
        long offset,
        long dictionaryBytes,
        long size,
        long uncompressed,
        long levels,
        long nulls,
        Bounds bounds) {
    private static final int ZSTD = 6;

    void write(ThriftWriter chunk) {
        chunk.i64(2, offset);
        chunk.struct(3, meta -> {
            meta.i32(1, column.type().physical());
            meta.i32s(2, encodings());
            meta.texts(3, column.path());
            meta.i32(4, ZSTD);
            meta.i64(5, levels);
            meta.i64(6, uncompressed);
            meta.i64(7, size);
            meta.i64(9, offset + dictionaryBytes);
            if (dictionaryBytes > 0) {
                meta.i64(11, offset);
            }
            meta.struct(12, statistics -> bounds.write(statistics, nulls));
        });
    }

    private List<Integer> encodings() {
        if (dictionaryBytes == 0) {
            return List.of(PageEncoding.RUN_LENGTHS, PageEncoding.PLAIN);
        }
        return List.of(PageEncoding.RUN_LENGTHS, PageEncoding.PLAIN, PageEncoding.DICTIONARY_NUMBERS);
    }
}
