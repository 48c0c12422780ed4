package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same queries give the same rows on PostgreSQL, where a server is installed. */
class PostgresqlTest {
    private static PostgresqlServer server;
    private static Connection connection;

    @BeforeAll
    static void start() throws IOException, InterruptedException, SQLException {
        server = PostgresqlServer.start();
        if (server == null) {
            System.err.println("SKIPPED: PostgresqlTest: no PostgreSQL server is installed here");
        }
        assumeTrue(server != null, "no PostgreSQL server is installed here");
        connection = DriverManager.getConnection(server.url());
        TestStore.fill(connection);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException, SQLException {
        if (connection != null) {
            connection.close();
        }
        if (server != null) {
            server.stop();
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
