package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.shell.parquet.ApacheReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of a real capture, read by Apache's decoders. */
class ExportTest {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void analyzeOnce() throws Exception {
        AnalyzedCapture.copyTo(folder.resolve("evidence"));
    }

    private static Nodemem.Result run(String... arguments) throws Exception {
        return Nodemem.run(folder, arguments);
    }

    private static Nodemem.Result export(String out, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("captures", "export", "--store", "evidence", "-o", out));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void everyRowOfEveryTableIsInItsFile() throws Exception {
        Nodemem.Result result = export("whole", "--format", "parquet", "--show-secrets");
        assertThat(result.status()).as(result.err()).isZero();
        try (EvidenceStore store = EvidenceStore.open(folder.resolve("evidence").toString(), Access.READ)) {
            Capture capture = store.capture(1);
            long rows = 0;
            for (TableSpec<?> table : store.tables()) {
                ApacheReader reader = new ApacheReader(file("whole", table.name(), capture, "parquet"));
                List<List<Object>> expected = stored(store, table);
                assertThat(reader.rows()).as(table.name()).isEqualTo(expected);
                assertThat(reader.metadata())
                        .containsEntry("nodemem.table", table.name())
                        .containsEntry("nodemem.node", capture.node())
                        .containsEntry("nodemem.capture_sha256", capture.hash())
                        .containsEntry("nodemem.kernel_release", AnalyzedCapture.RELEASE);
                rows += expected.size();
            }
            assertThat(rows).isGreaterThan(5_000);
            assertThat(new ApacheReader(file("whole", "captures", capture, "parquet")).rows())
                    .hasSize(1)
                    .first()
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .startsWith(1L, capture.uuid(), 1L, capture.uuid());
        }
        assertThat(files("whole"))
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
    }

    private static Path file(String out, String table, Capture capture, String suffix) {
        return folder.resolve(out)
                .resolve(table)
                .resolve(
                        "capture_date=" + capture.reading().started().toString().substring(0, 10))
                .resolve("capture_node=" + capture.node())
                .resolve(capture.uuid() + "." + suffix);
    }

    private static List<List<Object>> stored(EvidenceStore store, TableSpec<?> table) {
        String columns = table.columns().stream()
                .map(column -> SqlNames.quote(column.name()))
                .collect(Collectors.joining(", "));
        String sql =
                "SELECT \"capture_id\", (SELECT \"uuid\" FROM \"captures\" WHERE \"id\" = 1), %s FROM %s WHERE \"capture_id\" = 1 ORDER BY \"row_key\""
                        .formatted(columns, SqlNames.quote(table.name()));
        List<List<Object>> rows = new ArrayList<>();
        try (StoreQuery query = store.query(sql, List.of(), Waiting.LIMIT)) {
            query.execute();
            while (query.next()) {
                rows.add(withAddressesAsText(table.columns(), query.row()));
            }
        }
        return rows;
    }

    private static List<Object> withAddressesAsText(List<ColumnSpec> columns, List<Object> row) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).kind() == Kind.ADDRESS && row.get(i + 2) instanceof Long address) {
                row.set(i + 2, "0x%016x".formatted(address));
            }
        }
        return row;
    }

    @Test
    void secretsAreMaskedUnlessAskedFor() throws Exception {
        assertThat(export("masked").status()).isZero();
        Path file = only("masked", "environment");
        ApacheReader reader = new ApacheReader(file);
        int value = reader.schema().getFieldIndex("value");
        assertThat(reader.rows()).isNotEmpty().allMatch(row -> "********".equals(row.get(value)));
        assertThat(reader.metadata()).containsEntry("nodemem.masked_columns", "value");
        assertThat(export("masked-csv", "--format", "csv").status()).isZero();
        assertThat(Files.readString(only("masked-csv", "environment")))
                .startsWith("capture_id,capture_uuid,address,pid,")
                .contains("********")
                .doesNotContain("/usr/local/sbin");
    }

    @Test
    void severalCapturesShareTheirFoldersAndNothingIsWrittenOver() throws Exception {
        AnalyzedCapture.copyTo(folder.resolve("two"));
        assertThat(run("analyze", AnalyzedCapture.IMAGE, "--symbols", AnalyzedCapture.SYMBOLS, "--store", "two")
                        .status())
                .isZero();
        String[] all = {"captures", "export", "--store", "two", "--capture", "1,2", "--format", "ndjson"};
        assertThat(run(all).status()).isZero();
        List<Path> first = files("nodemem-export");
        assertThat(first.stream().filter(file -> file.toString().contains("/tasks/")))
                .hasSize(2)
                .allMatch(file -> lines(file) == AnalyzedCapture.TASKS);
        Nodemem.Result again = run("captures", "export", "--store", "two", "--capture", "all", "--format", "ndjson");
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).contains("exists already: replace it with --overwrite");
        assertThat(run("captures", "export", "--store", "two", "--format", "ndjson", "--overwrite")
                        .status())
                .isZero();
        assertThat(files("nodemem-export")).isEqualTo(first);
        assertThat(run("captures", "export", "--store", "two", "--capture", "x").err())
                .contains("'x' is not the number of a capture");
        assertThat(run("captures", "export", "--store", "two", "--capture", "9").err())
                .contains("has no capture 9");
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path only(String out, String table) throws IOException {
        List<Path> found = files(out + "/" + table);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<Path> files(String out) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(out))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
