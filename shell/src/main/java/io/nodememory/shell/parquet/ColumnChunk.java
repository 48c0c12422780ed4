package io.nodememory.shell.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values of one column in one row group: compressed full pages, and the page under construction. */
final class ColumnChunk {
    /** Approximate size of the values of a page before compression, in bytes. */
    private static final int PAGE_BYTES = 1 << 20;

    private static final int PAGE_LEVELS = 20_000;

    private final SchemaColumn column;
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final Dictionary dictionary;
    private final Bounds bounds;
    private final List<Object> values = new ArrayList<>();
    private int[] definitions = new int[64];
    private int[] repetitions = new int[64];
    private int levels;
    private long pageBytes;
    private long allLevels;
    private long nulls;
    private long uncompressed;

    ColumnChunk(SchemaColumn column) {
        this.column = column;
        dictionary = new Dictionary(column.type());
        bounds = new Bounds(column);
    }

    /** @param value Long, Integer, Boolean, String, Instant, List or null */
    void add(Object value) {
        if (!column.isList()) {
            level(0, value == null ? 0 : 1, value);
        } else if (value == null) {
            level(0, 0, null);
        } else if (((List<?>) value).isEmpty()) {
            level(0, 1, null);
        } else {
            int repetition = 0;
            for (Object element : (List<?>) value) {
                level(repetition, element == null ? 2 : 3, element);
                repetition = 1;
            }
        }
        if (pageBytes >= PAGE_BYTES || levels >= PAGE_LEVELS) {
            endPage();
        }
    }

    private void level(int repetition, int definition, Object value) {
        if (levels == definitions.length) {
            definitions = Arrays.copyOf(definitions, 2 * levels);
            repetitions = Arrays.copyOf(repetitions, 2 * levels);
        }
        repetitions[levels] = repetition;
        definitions[levels++] = definition;
        if (value == null) {
            nulls++;
        } else {
            Object stored = ColumnType.stored(column.kind(), value);
            values.add(stored);
            bounds.add(stored);
            pageBytes += PlainValues.size(stored);
        }
    }

    private void endPage() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        if (column.isList()) {
            levels(content, repetitions, 1);
        }
        levels(content, definitions, column.maxDefinition());
        int[] numbers = dictionary.numbers(values);
        if (numbers == null) {
            PlainValues.write(content, column.type(), values);
        } else {
            int width = RunLengths.width(dictionary.size() - 1);
            content.write(width);
            RunLengths.write(content, numbers, numbers.length, width);
        }
        int encoding = numbers == null ? PageEncoding.PLAIN : PageEncoding.DICTIONARY_NUMBERS;
        uncompressed += DataPage.data(pages, content, levels, encoding);
        allLevels += levels;
        values.clear();
        levels = 0;
        pageBytes = 0;
    }

    private void levels(ByteArrayOutputStream content, int[] all, int most) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        RunLengths.write(encoded, all, levels, RunLengths.width(most));
        RunLengths.littleEndian(content, encoded.size(), Integer.BYTES);
        content.writeBytes(encoded.toByteArray());
    }

    /** Approximate number of bytes in memory. */
    long size() {
        return pages.size() + pageBytes;
    }

    /**
     * Writes the chunk to the file.
     *
     * @param offset the offset in the file
     */
    ChunkDescription write(OutputStream out, long offset) throws IOException {
        if (levels > 0) {
            endPage();
        }
        long dictionaryBytes = 0;
        if (dictionary.isUsed()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            PlainValues.write(content, column.type(), dictionary.values());
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            uncompressed += DataPage.dictionary(page, content, dictionary.size());
            page.writeTo(out);
            dictionaryBytes = page.size();
        }
        pages.writeTo(out);
        return new ChunkDescription(
                column,
                offset,
                dictionaryBytes,
                dictionaryBytes + pages.size(),
                uncompressed,
                allLevels,
                nulls,
                bounds);
    }
}
