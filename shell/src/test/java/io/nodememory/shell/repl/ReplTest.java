package io.nodememory.shell.repl;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.table.ProblemRow;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.shell.inspect.OpenView;
import io.nodememory.shell.query.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole shell on a store of its own, at a terminal that can do nothing. */
class ReplTest {
    @TempDir
    private Path folder;

    private String store;

    @BeforeEach
    void fillStore() {
        store = folder.resolve("evidence").toString();
        try (EvidenceStore evidence = EvidenceStore.open(store, Access.WRITE);
                CaptureWriter writer = evidence.begin(new CaptureInfo(
                        "made",
                        null,
                        new Custody("someone@here", null, "test"),
                        new ImageInfo(null, "none", null, new Ram(0L, null)),
                        new KernelInfo("Linux version 6.1.0-test (x)", "6.1.0-test", "none", null)))) {
            Tables.ALL.forEach(writer::table);
            for (int i = 0; i < 3; i++) {
                writer.add(problems(), new ProblemRow(0xffff888000000000L + i, "tasks", "row " + i, "\u001b[2Jevil"));
            }
            writer.finish(null, true);
        }
    }

    @SuppressWarnings("unchecked")
    private static TableSpec<ProblemRow> problems() {
        return (TableSpec<ProblemRow>) Tables.find("problems").orElseThrow();
    }

    private String type(String... lines) throws IOException {
        ByteArrayInputStream in =
                new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Session session = new Session(EvidenceStore.open(store, Access.READ), null);
                OpenView view = new OpenView(SymbolChoice.USUAL);
                DumbTerminal terminal = new DumbTerminal("test", "dumb", in, out, StandardCharsets.UTF_8)) {
            Repl.interactive(session, view, terminal);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void answersQueriesAndGoesOnAfterAnError() throws IOException {
        String screen = type(
                "problems.where { tabel == 'tasks' }",
                "problems.where { table == 'tasks' }.select { [doing, why] }.orderBy { doing }",
                "exit");
        assertThat(screen)
                .contains("problems has no 'tabel'; did you mean table?", "^")
                .contains("row 0  \\e[2Jevil", "row 2", "3 rows")
                .doesNotContain("\u001b[2J");
    }

    @Test
    void anOpenBracketGoesOnInTheNextLine() throws IOException {
        assertThat(type("problems.where { doing == 'row 1'", "}.select { [doing] }", "exit"))
                .contains("row 1")
                .contains("1 row");
    }

    @Test
    void commandsChangeWhatQueriesDo() throws IOException {
        String screen = type("format json", "problems.select { [doing] }.limit(1)", "use 7", "nonsense on", "exit");
        assertThat(screen)
                .contains("{\"doing\": \"row 0\"}")
                .contains("has no capture 7; it has 1")
                .contains("nonsense");
        assertThat(type("explain problems.limit(1)", "help use", "help mounts", "exit"))
                .contains("SELECT")
                .contains("Selects the capture that queries read")
                .contains("super_options");
    }

    @Test
    void outputGoesToANewFileOfItsOwner() throws IOException {
        Path file = folder.resolve("rows.csv");
        String screen = type(
                "format csv",
                "output " + file,
                "problems.select { [doing, why] }.limit(1)",
                "output",
                "output " + file,
                "exit");
        assertThat(screen).contains("1 rows written to " + file).contains("already exists");
        assertThat(file).hasContent("doing,why\r\nrow 0,\\e[2Jevil\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
