package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nodememory.evidence.database.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a store in PostgreSQL: what it says is what it says of a store in a file. */
class PostgresTest {
    private static final Path NODE = Path.of("../samples/node").toAbsolutePath();

    @TempDir
    private Path folder;

    private Nodemem.Result run(String... arguments) throws Exception {
        return Nodemem.run(folder, arguments);
    }

    @Test
    void aCapturesLifeOnAServer() throws Exception {
        Optional<String> database = PostgresServer.newDatabase();
        assumeThat(database).as("a PostgreSQL server is installed").isPresent();
        String store = database.get();
        for (String target : new String[] {store, "file"}) {
            Nodemem.Result analyzed = run(
                    "analyze",
                    NODE.resolve("node.avml").toString(),
                    "--symbols",
                    NODE.resolve("symbols.json.xz").toString(),
                    "--store",
                    target);
            assertThat(analyzed.err()).doesNotContain("unused-secret");
            assertThat(analyzed.lastLine()).isEqualTo("1");
        }
        String reader = PostgresServer.asUser(store, "auditor", "LOGIN IN ROLE nodemem_reader");

        sameAsInAFile(reader);
        assertThat(run("captures", "list", "--store", reader).out()).contains("6.1.0-54");
        assertThat(run("captures", "verify", "1", "--store", reader).status()).isZero();

        Nodemem.Result refused = run("captures", "delete", "1", "--store", reader);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("this user has no permission");
        assertThat(run("captures", "delete", "1", "--store", store).status()).isZero();
        assertThat(run("captures", "verify", "1", "--store", store).status()).isZero();
        Nodemem.Result gone = run("query", "tasks", "--capture", "1", "--store", reader);
        assertThat(gone.status()).isEqualTo(2);
        assertThat(gone.err()).contains("were deleted");
    }

    private void sameAsInAFile(String server) throws Exception {
        String[][] commands = {
            {"query", "--format", "csv", "open_files"},
            {"query", "--format", "json", "tasks.where { container }.select(pid, name, container.pod_name)"},
            {"check", "gke-cos"},
        };
        for (String[] command : commands) {
            Nodemem.Result there = run(with(command, server));
            Nodemem.Result here = run(with(command, "file"));
            assertThat(there.status()).isEqualTo(here.status());
            assertThat(there.out()).isEqualTo(here.out()).isNotEmpty();
        }
    }

    private static String[] with(String[] command, String store) {
        String[] all = java.util.Arrays.copyOf(command, command.length + 2);
        all[command.length] = "--store";
        all[command.length + 1] = store;
        return all;
    }
}
