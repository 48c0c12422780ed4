package io.nodememory.evidence.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.evidence.verify.Verification;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Waiting;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresStoreTest {
    /** Tests a store on a real server in one method, because the start of a server takes seconds. */
    @Test
    void aServerKeepsCapturesLikeAFile() throws Exception {
        String url = database();
        writeReadVerify(url);
        refuse(url);
    }

    private static String database() throws Exception {
        Optional<String> database = PostgresServer.newDatabase();
        assumeThat(database).as("a PostgreSQL server is installed").isPresent();
        return database.get();
    }

    @Test
    void theProcessTablesOfACaptureArePartitionsThatItsDeletionDrops() throws Exception {
        String url = database();
        try (EvidenceStore store = EvidenceStore.open(url, Access.WRITE, SampleTables.ALL)) {
            long first = SampleTables.capture(store, null, 10, "p").id();
            long second = SampleTables.capture(store, null, 3, "q").id();
            assertThat(partitions(url)).containsExactly("processes_" + first, "processes_" + second);

            store.delete(first, "tester@host", "old");

            assertThat(partitions(url)).containsExactly("processes_" + second);
            assertThat(store.verify(first).intact()).isTrue();
            assertThat(store.verify(second).intact()).isTrue();
        }
    }

    @Test
    void aStoreWithoutPartitionsCanBeWritten() throws Exception {
        String url = database();
        EvidenceStore.open(url, Access.WRITE, SampleTables.ALL).close();
        PostgresServer.execute(url, "ALTER TABLE \"processes\" RENAME TO \"apart\"");
        PostgresServer.execute(url, "CREATE TABLE \"processes\" (LIKE \"apart\")");
        try (EvidenceStore store = EvidenceStore.open(url, Access.WRITE, SampleTables.ALL)) {
            long id = SampleTables.capture(store, null, 10, "p").id();
            assertThat(store.verify(id).intact()).isTrue();

            store.delete(id, "tester@host", "old");

            assertThat(partitions(url)).isEmpty();
            assertThat(store.verify(id).intact()).isTrue();
        }
    }

    @Test
    void aReaderOnlyReads() throws Exception {
        String url = database();
        long id;
        try (EvidenceStore store = EvidenceStore.open(url, Access.WRITE, SampleTables.ALL)) {
            id = SampleTables.capture(store, null, 10, "p").id();
        }
        String reader = PostgresServer.asUser(url, "auditor", "LOGIN IN ROLE nodemem_reader");
        String stranger = PostgresServer.asUser(url, "stranger", "LOGIN");

        try (EvidenceStore store = EvidenceStore.open(reader, Access.READ, SampleTables.ALL)) {
            assertThat(store.verify(id).intact()).isTrue();
        }
        try (EvidenceStore store = EvidenceStore.open(reader, Access.WRITE, SampleTables.ALL)) {
            assertThatThrownBy(() -> store.delete(id, "eve@host", "hide"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("this user has no permission");
            assertThatThrownBy(() -> SampleTables.capture(store, null, 1, "p"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("this user has no permission");
        }
        assertThatThrownBy(() -> EvidenceStore.open(stranger, Access.READ, SampleTables.ALL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("this user has no permission");
    }

    private static List<String> partitions(String url) throws Exception {
        List<String> names = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT relname FROM pg_class WHERE relispartition AND relname ~ '^processes_[0-9]+$' ORDER BY 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static void writeReadVerify(String url) throws Exception {
        try (EvidenceStore store = EvidenceStore.open(url, Access.WRITE, SampleTables.ALL);
                EvidenceStore second = EvidenceStore.open(url, Access.WRITE, SampleTables.ALL)) {
            assertThat(store.place())
                    .startsWith("the store jdbc:postgresql://127.0.0.1:")
                    .doesNotContain("secret");
            try (CaptureWriter broken = second.begin(SampleTables.info())) {
                broken.add(SampleTables.PROCESSES, SampleTables.process(1, "half"));
            }
            Capture first = SampleTables.capture(store, null, 2_500, "p\0\ud800");
            assertThat(store.captures()).containsExactly(first);
            Capture other = SampleTables.capture(second, null, 3, "q");
            assertThat(other.seal().previousHash()).isEqualTo(first.hash());
            assertThat(store.verify(first.id()).findings()).isEmpty();
            assertThat(store.diff(first.id(), other.id(), 5).tables().get(0).addedCount())
                    .isEqualTo(3);
            String sql = "SELECT * FROM \"processes\" WHERE \"capture_id\" = ? AND \"name\" = ?";
            try (StoreQuery query = store.query(sql, List.of(first.id(), "p\0\ud8007"), Waiting.LIMIT)) {
                query.execute();
                assertThat(query.next()).isTrue();
                assertThat(query.row().subList(2, 10))
                        .containsExactly(
                                0xffff888000000007L,
                                7L,
                                "p␀\ufffd7",
                                false,
                                Instant.parse("2026-11-24T06:00:00.123456Z"),
                                List.of("a", "b"),
                                List.of(1L, -1L),
                                6L);
            }
            assertThatThrownBy(() -> slow(store))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("ran for more than 1 s");
            store.delete(other.id(), "tester@host", null);
            assertThat(store.verify(other.id()).findings()).isEmpty();
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE \"processes\" SET \"name\" = 'x' WHERE \"pid\" = 7");
        }
        try (EvidenceStore store = EvidenceStore.open(url, Access.READ, SampleTables.ALL)) {
            long id = store.latest().orElseThrow().id();
            assertThat(store.verify(id).findings())
                    .extracting(Verification.Finding::subject)
                    .containsExactly("processes");
            try (Connection reader = store.connect();
                    Statement statement = reader.createStatement()) {
                assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM \"processes\""))
                        .hasMessageContaining("read-only transaction");
            }
        }
    }

    private static void slow(EvidenceStore store) {
        try (StoreQuery query = store.query("SELECT pg_sleep(30)", List.of(), Duration.ofSeconds(1))) {
            query.execute();
        }
    }

    private static void refuse(String url) {
        String nowhere = url.replaceFirst(":[0-9]+/", ":1/");
        assertThatThrownBy(() -> EvidenceStore.open(nowhere, Access.READ, SampleTables.ALL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot use the store jdbc:postgresql://127.0.0.1:1/test")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("\n");
    }
}
