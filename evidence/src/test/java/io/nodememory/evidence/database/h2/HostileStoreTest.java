package io.nodememory.evidence.database.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests foreign store files with harmful statements, which H2 would run when it opens the file. */
class HostileStoreTest {
    @TempDir
    Path folder;

    private Path store(String... statements) throws Exception {
        Path path = folder.resolve("case");
        EvidenceStore.open(path.toString(), Access.WRITE).close();
        try (Connection connection = connect(path);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return path;
    }

    private static Connection connect(Path path) throws Exception {
        return DriverManager.getConnection("jdbc:h2:file:" + path, "NODEMEM", "");
    }

    /** A trigger whose source creates a file when H2 compiles and constructs it, which happens at every opening. */
    private String trigger(Path trace) {
        return """
                CREATE TRIGGER harm BEFORE INSERT ON "captures" AS $$
                org.h2.api.Trigger create() throws Exception {
                    java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), "run");
                    return null;
                } $$""".formatted(trace);
    }

    @ParameterizedTest
    @EnumSource
    void aTriggerInAStoreDoesNotRun(Access access) throws Exception {
        Path trace = folder.resolve("trace");
        Path path;
        try {
            path = store(trigger(trace));
        } catch (java.sql.SQLException e) {
            // The create() above returns no trigger. H2 reports that after it has run create() and before it stops
            path = store("CREATE ALIAS harm AS 'void f() {}'");
        }
        Files.deleteIfExists(trace);
        String spec = path.toString();
        assertThatThrownBy(() -> EvidenceStore.open(spec, access))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not an evidence store of this program");
        assertThat(trace).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ALIAS harm AS 'void f() { System.exit(7); }'",
                "CREATE ALIAS harm FOR 'java.lang.System.exit'",
                "CREATE VIEW harm AS SELECT * FROM \"captures\"",
                "CREATE LINKED TABLE harm('', 'jdbc:h2:mem:x', 'sa', '', '(SELECT 1)')",
                "CREATE CONSTANT harm VALUE 1",
                "CREATE DOMAIN harm AS VARCHAR CHECK (LENGTH(VALUE) > 0)",
                "ALTER TABLE \"captures\" ADD COLUMN harm VARCHAR DEFAULT FILE_WRITE('x', 'harm')",
                "ALTER TABLE \"captures\" ADD CONSTRAINT harm CHECK (LENGTH(\"name\") > 0)",
                "CREATE SYNONYM harm FOR \"captures\"",
            })
    void aForeignStatementIsRejected(String statement) throws Exception {
        String spec = store(statement).toString();
        assertThatThrownBy(() -> EvidenceStore.open(spec, Access.READ))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not an evidence store of this program");
    }

    @Test
    void aStoreOfThisProgramIsAccepted() throws Exception {
        Path path = store();
        try (EvidenceStore store = EvidenceStore.open(path.toString(), Access.READ)) {
            assertThat(store.captures()).isEmpty();
        }
        assertThat(StoreMeta.foreignStatement(Path.of(path + ".mv.db"), null)).isEmpty();
    }

    @Test
    void aStatementOfAnyLengthIsCheckedInBoundedTime() {
        String columns = "\"a\" BIGINT, ".repeat(1_000_000);
        assertThat(StoreMeta.isAllowed("CREATE CACHED TABLE \"x\"(" + columns + "\"b\" BIGINT)"))
                .isFalse();
        assertThat(StoreMeta.isAllowed("CREATE CACHED TABLE \"x\"(" + columns.substring(0, 31_000) + "\"b\" BIGINT)"))
                .isIn(true, false);
    }
}
