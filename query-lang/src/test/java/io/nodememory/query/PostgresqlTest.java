package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.postgres.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same queries return the same rows in the same order from PostgreSQL, if a server is installed. */
class PostgresqlTest {
    private static EvidenceStore store;
    private static Connection connection;

    @BeforeAll
    static void start() throws IOException, SQLException {
        Optional<String> url = PostgresServer.newDatabase();
        assumeTrue(url.isPresent(), "no PostgreSQL server is installed here");
        store = EvidenceStore.open(url.get(), Access.WRITE, SmallTables.TABLES);
        TestStore.fill(store);
        connection = store.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        if (store != null) {
            connection.close();
            store.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> onPostgresql() throws IOException {
        return QueryFilesTest.cases().stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.query(),
                        () -> assertThat(QueryFile.actual(c.query(), connection, false)
                                        .stripTrailing())
                                .isEqualTo(c.expected().substring(c.expected().lastIndexOf("--\n")))));
    }
}
