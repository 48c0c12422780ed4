package io.nodememory.evidence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.verify.Verification;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
    /** The table {@code files} of an earlier version, without path and mode. */
    @Table(name = "files", help = "A file.")
    record OldFileRow(
            @Column(value = "Where it lies", address = true) long address,
            @Column("Process id") int pid) {}

    private static final TableSpec<OldFileRow> OLD_FILES = TableSpec.of(OldFileRow.class, walk -> {});

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void anOlderStoreIsExtendedAndItsCapturesStayIntact(Access access) {
        try (EvidenceStore old = EvidenceStore.open(spec(), Access.WRITE, List.of(OLD_FILES))) {
            try (CaptureWriter writer = old.begin(SampleTables.info())) {
                writer.add(OLD_FILES, new OldFileRow(1, 2));
                writer.finish(null, true);
            }
        }
        try (EvidenceStore store = EvidenceStore.open(spec(), access, SampleTables.ALL)) {
            assertThat(store.capture(1).complete()).isTrue();
            assertThat(store.verify(1).findings()).isEmpty();
        }
        try (EvidenceStore store = EvidenceStore.open(spec(), Access.WRITE, SampleTables.ALL)) {
            SampleTables.capture(store, null, 3, "p");
            assertThat(store.verify(2).findings()).isEmpty();
            assertThat(store.diff(1, 2, 10).notCompared())
                    .contains(
                            "processes: capture 1 did not read this table", "files: capture 1 did not read this table");
        }
    }

    @Test
    void aValueInAColumnThatWasAddedLaterIsFound() throws Exception {
        anOlderStoreIsExtendedAndItsCapturesStayIntact(Access.READ);
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + spec(), "NODEMEM", "");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE \"files\" SET \"path\" = '/x' WHERE \"capture_id\" = 1");
        }
        try (EvidenceStore store = EvidenceStore.open(spec(), Access.READ, SampleTables.ALL)) {
            assertThat(store.verify(1).findings())
                    .extracting(Verification.Finding::message)
                    .containsExactly(
                            "table files: 1 rows have values in columns that the capture did not write (path, mode)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewerStoreIsRejected(Access access) throws Exception {
        EvidenceStore.open(spec(), Access.WRITE, SampleTables.ALL).close();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + spec(), "NODEMEM", "")) {
            StoreSettings.put(connection, "schema_version", "99");
        }
        assertThatThrownBy(() -> EvidenceStore.open(spec(), access, SampleTables.ALL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("written by a newer nodemem (schema 99, this one knows 1)");
    }

    /** The target of each join of the real tables has an index that begins with the capture. */
    @Test
    void joinsOfTheRealTablesUseIndexes() throws Exception {
        EvidenceStore.open(spec(), Access.WRITE).close();
        try (EvidenceStore store = EvidenceStore.open(spec(), Access.READ);
                Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            for (TableSpec<?> table : Tables.ALL) {
                for (var join : table.joins()) {
                    String on = IntStream.range(0, join.on().length)
                            .mapToObj(i -> "b.\"%s\" = a.\"%s\"".formatted(join.to()[i], join.on()[i]))
                            .collect(Collectors.joining(" AND "));
                    try (var plan = statement.executeQuery(
                            "EXPLAIN SELECT 1 FROM \"%s\" a LEFT JOIN \"%s\" b ON b.\"capture_id\" = a.\"capture_id\" AND %s WHERE a.\"capture_id\" = 1"
                                    .formatted(table.name(), join.table(), on))) {
                        plan.next();
                        assertThat(plan.getString(1))
                                .contains("PUBLIC." + join.table() + "_by_")
                                .doesNotContain("tableScan");
                    }
                }
            }
        }
    }

    private String spec() {
        return folder.resolve("evidence").toString();
    }
}
