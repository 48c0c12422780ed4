package io.nodememory.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.table.spec.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceStoreTest {
    private static final List<TableSpec<?>> TABLES = SampleTables.ALL;

    @TempDir
    Path folder;

    @Test
    void aStoreThatIsOpenedAgainHasTheWrittenRows() throws Exception {
        String spec = folder.resolve("case/.nodemem/evidence").toString();
        Instant time = Instant.parse("2026-11-24T06:00:00.123456789Z");
        Capture written;
        try (EvidenceStore store = EvidenceStore.open(spec, Access.WRITE, TABLES);
                CaptureWriter writer = store.begin(SampleTables.info())) {
            for (int i = 0; i < 2_500; i++) {
                writer.add(
                        SampleTables.PROCESSES,
                        new SampleTables.ProcessRow(
                                0xffff888000000000L + i,
                                i,
                                "p" + i,
                                i % 2 == 0,
                                time,
                                List.of("a", "b"),
                                List.of(1L),
                                null));
            }
            writer.table(SampleTables.FILES);
            written = writer.finish("00", true);
        }
        try (EvidenceStore store = EvidenceStore.open(spec, Access.READ, TABLES)) {
            assertThat(store.captures()).containsExactly(written);
            assertThat(store.latest()).contains(written);
            assertThat(store.tablesOf(1))
                    .extracting(CaptureTable::name, CaptureTable::rowCount)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("files", 0L),
                            org.assertj.core.groups.Tuple.tuple("processes", 2500L));
            try (Connection connection = store.connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT \"address\", \"started\", \"groups\", \"numbers\", \"parent\" FROM \"processes\" WHERE \"pid\" = 7")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(0xffff888000000007L);
                assertThat(rows.getObject(5)).isNull();
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(spec + ".mv.db"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("case"))))
                .isEqualTo("rwx------");
    }
}
