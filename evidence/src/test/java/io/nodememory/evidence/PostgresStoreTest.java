package io.nodememory.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nodememory.kernel.BadInputException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresStoreTest {
    /** The life of a store on a real server, in one go, since starting one takes seconds. */
    @Test
    void capturesLiveOnAServerAsTheyDoInAFile() throws Exception {
        Optional<PostgresServer> started = PostgresServer.start();
        assumeThat(started).as("a PostgreSQL server is installed").isPresent();
        try (PostgresServer server = started.get()) {
            writeReadVerify(server.url());
            refuse(server.url());
        }
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
            assertThat(other.previousHash()).isEqualTo(first.hash());
            assertThat(store.verify(first.id()).findings()).isEmpty();
            assertThat(store.diff(first.id(), other.id(), 5).tables().get(0).addedCount())
                    .isEqualTo(3);
            String sql = "SELECT * FROM \"processes\" WHERE \"capture_id\" = ? AND \"name\" = ?";
            try (StoreQuery query = store.query(sql, List.of(first.id(), "p\0\ud8007"), Duration.ofSeconds(9))) {
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
                .hasMessageContaining("cannot use the store jdbc:postgresql://127.0.0.1:1/postgres: ")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("\n");
    }
}
