package io.nodememory.shell.parquet;

import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes rows as a Parquet file. One row group is in memory, with a limit of its rows and its bytes. */
public final class ParquetRows implements RowWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** Limit of the rows of a group: the number that one thread of DuckDB reads. */
    private static final int GROUP_ROWS = 122_880;

    /** Approximate limit of the compressed bytes of a group. */
    private static final long GROUP_BYTES = 32L << 20;

    private final OutputStream out;
    private final Map<String, String> metadata;
    private final String createdBy;
    private final List<RowGroup> groups = new ArrayList<>();
    private List<SchemaColumn> columns = List.of();
    private List<ColumnChunk> chunks = List.of();
    private int groupRows;
    private long allRows;
    private long position;

    private record RowGroup(List<ChunkDescription> chunks, long rows) {}

    /**
     * @param out the output, which the caller closes
     * @param metadata the key-value metadata of the file
     * @param createdBy the program and its version
     */
    public ParquetRows(OutputStream out, Map<String, String> metadata, String createdBy) {
        this.out = out;
        this.metadata = metadata;
        this.createdBy = createdBy;
    }

    @Override
    public void start(List<OutputColumn> all) throws IOException {
        columns = all.stream().map(SchemaColumn::of).toList();
        out.write(MAGIC);
        position = MAGIC.length;
        beginGroup();
    }

    private void beginGroup() {
        chunks = columns.stream().map(ColumnChunk::new).toList();
        groupRows = 0;
    }

    @Override
    public void row(List<?> values) throws IOException {
        long held = 0;
        for (int i = 0; i < chunks.size(); i++) {
            chunks.get(i).add(values.get(i));
            held += chunks.get(i).size();
        }
        groupRows++;
        if (groupRows == GROUP_ROWS || held >= GROUP_BYTES) {
            endGroup();
            beginGroup();
        }
    }

    private void endGroup() throws IOException {
        List<ChunkDescription> written = new ArrayList<>();
        for (ColumnChunk chunk : chunks) {
            ChunkDescription description = chunk.write(out, position);
            written.add(description);
            position += description.size();
        }
        groups.add(new RowGroup(written, groupRows));
        allRows += groupRows;
    }

    @Override
    public void finish() throws IOException {
        if (groupRows > 0) {
            endGroup();
        }
        byte[] footer = ThriftWriter.struct(this::footer);
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        end.writeBytes(footer);
        RunLengths.littleEndian(end, footer.length, Integer.BYTES);
        end.writeBytes(MAGIC);
        end.writeTo(out);
    }

    private void footer(ThriftWriter file) {
        List<Consumer<ThriftWriter>> elements = new ArrayList<>();
        elements.add(root -> {
            root.text(4, "schema");
            root.i32(5, columns.size());
        });
        columns.forEach(column -> elements.addAll(column.elements()));
        file.i32(1, 1);
        file.structs(2, elements, (element, fields) -> fields.accept(element));
        file.i64(3, allRows);
        file.structs(4, groups, ParquetRows::group);
        file.structs(5, metadata.entrySet(), (entry, pair) -> {
            entry.text(1, pair.getKey());
            entry.text(2, pair.getValue());
        });
        file.text(6, createdBy);
        file.structs(7, columns, (order, column) -> order.struct(1, byType -> {}));
    }

    private static void group(ThriftWriter group, RowGroup described) {
        group.structs(1, described.chunks(), (chunk, description) -> description.write(chunk));
        group.i64(
                2,
                described.chunks().stream()
                        .mapToLong(ChunkDescription::uncompressed)
                        .sum());
        group.i64(3, described.rows());
        group.i64(5, described.chunks().get(0).offset());
        group.i64(
                6, described.chunks().stream().mapToLong(ChunkDescription::size).sum());
    }
}
