package io.nodememory.shell.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.output.OutputColumn;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache's decoders read the rows that were written. */
class ParquetRowsTest {
    private static final List<String> TEXTS = Arrays.asList(
            null,
            "",
            "init",
            "a\u001b[31m\tb\n",
            "=1+1",
            "<script>",
            "Ж漢😀",
            "\u2400",
            "x".repeat(70),
            "\"quoted\", it");

    private static final List<Instant> TIMES = Arrays.asList(
            null,
            Instant.EPOCH,
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.parse("2026-11-24T06:00:00.123456Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"));

    private static final List<Long> NUMBERS =
            Arrays.asList(null, 0L, -1L, 7L, Long.MIN_VALUE, Long.MAX_VALUE, 0xffff888000000000L);

    private static final List<List<?>> LISTS = Arrays.asList(
            null, List.of(), List.of(1L), Arrays.asList(null, 2L, null), List.of(-5L, Long.MAX_VALUE, 3L, 3L));

    @TempDir
    Path folder;

    @Test
    void everyKindOfValueWithNulls() throws Exception {
        List<OutputColumn> columns = Arrays.stream(Kind.values())
                .map(kind -> new OutputColumn(kind.name().toLowerCase(Locale.ROOT), kind))
                .toList();
        Random random = new Random(3);
        List<List<?>> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            List<Object> row = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                row.add(value(kind, random));
            }
            rows.add(row);
        }
        ApacheReader reader = write(columns, rows);
        assertThat(reader.rows())
                .isEqualTo(rows.stream().map(ParquetRowsTest::addressAsText).toList());
        assertThat(reader.schema().toString()).isEqualTo("""
                        message schema {
                          optional int64 integer;
                          optional binary address (STRING);
                          optional boolean boolean;
                          optional binary text (STRING);
                          optional int64 time (TIMESTAMP(MICROS,true));
                          optional group text_list (LIST) {
                            repeated group list {
                              optional binary element (STRING);
                            }
                          }
                          optional group integer_list (LIST) {
                            repeated group list {
                              optional int64 element;
                            }
                          }
                        }
                        """);
    }

    private static Object value(Kind kind, Random random) {
        return switch (kind) {
            case INTEGER, ADDRESS -> any(NUMBERS, random);
            case BOOLEAN -> any(Arrays.asList(null, true, false), random);
            case TEXT -> any(TEXTS, random);
            case TIME -> any(TIMES, random);
            case INTEGER_LIST -> any(LISTS, random);
            case TEXT_LIST -> random.nextInt(4) == 0 ? null : TEXTS.subList(0, random.nextInt(TEXTS.size()));
        };
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static List<Object> addressAsText(List<?> row) {
        List<Object> stored = new ArrayList<>(row);
        stored.set(1, row.get(1) == null ? null : "0x%016x".formatted((Long) row.get(1)));
        return stored;
    }

    /** Each shape ends pages and dictionaries at another place. */
    @Test
    void columnsOfManyShapesOverSeveralGroups() throws Exception {
        List<IntFunction<Object>> shapes = List.of(
                i -> 5L,
                i -> i % 9 == 0 ? null : (Object) (long) i,
                i -> i / 1_000L,
                i -> (long) (i % 3_000),
                i -> null,
                i -> i < 90_000 ? "few" : "many " + i,
                i -> i % 2_000 < 1_000 ? null : "x");
        List<OutputColumn> columns = IntStream.range(0, shapes.size())
                .mapToObj(i -> new OutputColumn("c" + i, i < 5 ? Kind.INTEGER : Kind.TEXT))
                .toList();
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 130_000; i++) {
            List<Object> row = new ArrayList<>();
            for (IntFunction<Object> shape : shapes) {
                row.add(shape.apply(i));
            }
            rows.add(row);
        }
        ApacheReader reader = write(columns, rows);
        assertThat(reader.footer().getRow_groups()).hasSize(2);
        assertThat(reader.rows()).isEqualTo(rows);
    }

    @Test
    void boundsAreWhatReadersMayLeaveOutBy() throws Exception {
        List<OutputColumn> columns = List.of(new OutputColumn("n", Kind.INTEGER), new OutputColumn("t", Kind.TEXT));
        ApacheReader reader =
                write(columns, List.of(Arrays.asList(-3L, "b"), Arrays.asList(null, "ж"), Arrays.asList(12L, "Z")));
        RowGroup group = reader.footer().getRow_groups().get(0);
        ColumnMetaData number = group.getColumns().get(0).getMeta_data();
        assertThat(number.getStatistics().getNull_count()).isEqualTo(1);
        assertThat(number.getStatistics().getMin_value()).isEqualTo(new byte[] {-3, -1, -1, -1, -1, -1, -1, -1});
        assertThat(number.getStatistics().getMax_value()).isEqualTo(new byte[] {12, 0, 0, 0, 0, 0, 0, 0});
        ColumnMetaData text = group.getColumns().get(1).getMeta_data();
        assertThat(new String(text.getStatistics().getMin_value(), StandardCharsets.UTF_8))
                .isEqualTo("Z");
        assertThat(new String(text.getStatistics().getMax_value(), StandardCharsets.UTF_8))
                .isEqualTo("ж");
        assertThat(reader.footer().getColumn_orders()).hasSize(2).allMatch(order -> order.isSetTYPE_ORDER());
    }

    @Test
    void aRowOfTheLargestValues() throws Exception {
        String longText = "é".repeat(64 * 1024);
        List<Object> manyTexts = new ArrayList<>(Collections.nCopies(65_536, "group"));
        List<OutputColumn> columns = List.of(new OutputColumn("t", Kind.TEXT), new OutputColumn("l", Kind.TEXT_LIST));
        List<List<?>> rows = List.of(List.of(longText, manyTexts), List.of("", List.of("a")));
        assertThat(write(columns, rows).rows()).isEqualTo(rows);
    }

    @Test
    void noRows() throws Exception {
        ApacheReader reader = write(List.of(new OutputColumn("n", Kind.INTEGER)), List.of());
        assertThat(reader.rows()).isEmpty();
        assertThat(reader.metadata()).containsExactly(Map.entry("key", "väl\nue"));
        assertThat(reader.schema().getFieldCount()).isEqualTo(1);
    }

    private ApacheReader write(List<OutputColumn> columns, List<? extends List<?>> rows) throws IOException {
        Path file = folder.resolve("rows.parquet");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ParquetRows writer = new ParquetRows(out, Map.of("key", "väl\nue"), "test version 1");
            writer.start(columns);
            for (List<?> row : rows) {
                writer.row(row);
            }
            writer.finish();
        }
        return new ApacheReader(file);
    }
}
