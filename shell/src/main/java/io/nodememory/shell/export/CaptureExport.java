package io.nodememory.shell.export;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureRow;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.query.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Exports captures as files, one for each walked table. A file without rows means that the table is empty; a missing file
 * means that the table was not walked. Two more tables contain the records of the captures and the tables that each capture
 * wrote. Every row begins with the id of the capture in its store and with its UUID, which joins the tables of a fleet.
 *
 * @param exact CSV cells keep every character, see {@link io.nodememory.shell.output.RowFormat#writer}
 * @param secrets whether values that can be secrets are written without a mask
 * @param overwrite whether existing files are replaced
 */
public record CaptureExport(
        EvidenceStore store, Path folder, ExportFormat format, boolean exact, boolean secrets, boolean overwrite) {
    private static final List<OutputColumn> OWNER =
            List.of(new OutputColumn("capture_id", Kind.INTEGER), new OutputColumn("capture_uuid", Kind.TEXT));

    /** The files and rows that were written for a capture. */
    public record Summary(int tables, long rows, long bytes) {
        Summary plus(long moreRows, long moreBytes) {
            return new Summary(tables + 1, rows + moreRows, bytes + moreBytes);
        }
    }

    private interface Source {
        void read(RowTaker taker) throws IOException;
    }

    private interface RowTaker {
        void take(List<Object> values) throws IOException;
    }

    /**
     * Writes one capture. If this fails, none of its files appears.
     *
     * @param progress receives the name of each table before it is written
     */
    public Summary export(Capture capture, Consumer<String> progress) throws IOException {
        List<CaptureTable> written = store.tablesOf(capture.id());
        Map<String, Source> sources = new LinkedHashMap<>();
        Map<String, TableSpec<?>> specs = new LinkedHashMap<>();
        for (TableSpec<?> table : store.tables()) {
            if (written.stream().anyMatch(t -> t.name().equals(table.name()))) {
                specs.put(table.name(), table);
                sources.put(table.name(), taker -> store.read(capture.id(), table, taker::take));
            }
        }
        specs.put(CaptureRow.TABLE.name(), CaptureRow.TABLE);
        sources.put(
                CaptureRow.TABLE.name(), taker -> records(CaptureRow.TABLE, List.of(CaptureRow.of(capture)), taker));
        specs.put(CaptureTable.TABLE.name(), CaptureTable.TABLE);
        sources.put(CaptureTable.TABLE.name(), taker -> records(CaptureTable.TABLE, written, taker));

        Summary summary = new Summary(0, 0, 0);
        try (ExportFolder files = new ExportFolder(folder, overwrite, capture, format)) {
            files.claim(List.copyOf(specs.keySet()));
            for (TableSpec<?> table : specs.values()) {
                progress.accept(table.name());
                long[] rows = new long[1];
                long bytes = files.add(
                        table.name(),
                        out -> format.write(
                                out,
                                FileFacts.of(capture, table, hash(written, table), masked(table)),
                                exact,
                                writer -> rows[0] = write(capture, table, sources.get(table.name()), writer)));
                summary = summary.plus(rows[0], bytes);
            }
            files.finish();
        }
        return summary;
    }

    private long write(Capture capture, TableSpec<?> table, Source source, RowWriter writer) throws IOException {
        List<OutputColumn> columns = new ArrayList<>(OWNER);
        table.columns().forEach(column -> columns.add(new OutputColumn(column.name(), column.kind())));
        boolean[] secret = new boolean[columns.size()];
        for (int i = OWNER.size(); i < secret.length; i++) {
            secret[i] = !secrets && table.columns().get(i - OWNER.size()).secret();
        }
        long[] rows = new long[1];
        writer.start(columns);
        source.read(values -> {
            List<Object> row = new ArrayList<>(columns.size());
            row.add(capture.id());
            row.add(capture.uuid());
            for (Object value : values) {
                row.add(value != null && secret[row.size()] ? Session.MASK : value);
            }
            writer.row(row);
            rows[0]++;
        });
        writer.finish();
        return rows[0];
    }

    private static <R extends Record> void records(TableSpec<R> table, List<R> records, RowTaker taker)
            throws IOException {
        for (R row : records) {
            List<Object> values = new ArrayList<>();
            table.columns().forEach(column -> values.add(column.valueOf(row)));
            taker.take(values);
        }
    }

    private static String hash(List<CaptureTable> written, TableSpec<?> table) {
        return written.stream()
                .filter(t -> t.name().equals(table.name()))
                .map(CaptureTable::sha256)
                .findFirst()
                .orElse(null);
    }

    private String masked(TableSpec<?> table) {
        return secrets
                ? ""
                : table.columns().stream()
                        .filter(ColumnSpec::secret)
                        .map(ColumnSpec::name)
                        .collect(Collectors.joining(","));
    }
}
