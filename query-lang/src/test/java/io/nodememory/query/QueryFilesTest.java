package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Checks every query of the files: its SQL, its parameters and its rows. */
class QueryFilesTest {
    private static Connection h2;

    @BeforeAll
    static void open() throws SQLException {
        h2 = DriverManager.getConnection("jdbc:h2:mem:");
        TestStore.fill(h2);
    }

    @AfterAll
    static void close() throws SQLException {
        h2.close();
    }

    @TestFactory
    Stream<DynamicTest> onH2() throws IOException {
        return cases().stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.query(),
                        () -> assertThat(QueryFile.actual(c.query(), h2, true).stripTrailing())
                                .isEqualTo(c.expected())));
    }

    static List<QueryFile.Case> cases() throws IOException {
        List<QueryFile.Case> cases = new java.util.ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/queries"))) {
            for (Path file : files.sorted().toList()) {
                cases.addAll(QueryFile.read(file));
            }
        }
        assertThat(cases).isNotEmpty();
        return cases;
    }
}
