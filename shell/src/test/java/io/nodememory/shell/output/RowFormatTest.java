package io.nodememory.shell.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.runtime.Screen;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RowFormatTest {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("pid", Kind.INTEGER),
            new OutputColumn("name", Kind.TEXT),
            new OutputColumn("mm", Kind.ADDRESS),
            new OutputColumn("exe_deleted", Kind.BOOLEAN),
            new OutputColumn("start_time", Kind.TIME),
            new OutputColumn("effective", Kind.TEXT_LIST));

    private static final List<List<?>> ROWS = List.of(
            row(1, "systemd", 0xffff888004c50000L, false, Instant.parse("2026-11-24T05:00:00Z"), List.of("CAP_KILL")),
            row(4321L, "\u001b[2Jevil\u202e", null, true, Instant.parse("2026-11-24T05:00:01.250Z"), List.of()),
            row(77, "日本e\u0301", 0xffffffffffffffffL, null, null, List.of("a,b", "say \"x\"")),
            row(8, "=1+1", null, null, null, null),
            row(9, "", null, null, null, null));

    private static List<?> row(Object... values) {
        return Arrays.asList(values);
    }

    private static String write(RowFormat format, Screen screen, boolean exact) throws IOException {
        StringBuilder out = new StringBuilder();
        RowWriter writer = format.writer(out, screen, exact);
        writer.start(COLUMNS);
        for (List<?> row : ROWS) {
            writer.row(row);
        }
        writer.finish();
        return out.toString();
    }

    @Test
    void everyFormatIsRegistered() {
        Set<String> written = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.nodememory.shell.output")
                        .stream()
                        .filter(type -> type.isAssignableTo(RowWriter.class) && !type.isInterface())
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());

        assertThat(RowFormat.values())
                .extracting(format -> format.writer(new StringBuilder(), Screen.PLAIN, false)
                        .getClass()
                        .getName())
                .containsExactlyInAnyOrderElementsOf(written);
        assertThat(RowFormat.names()).isEqualTo("table, vertical, json, ndjson or csv");
    }

    @Test
    void tableIntoAPipeIsWhole() throws IOException {
        assertThat(write(RowFormat.table, Screen.PLAIN, false)).isEqualTo("""
                 pid  name             mm                  exe_deleted  start_time                effective
                ────  ───────────────  ──────────────────  ───────────  ────────────────────────  ──────────────
                   1  systemd          0xffff888004c50000  false        2026-11-24T05:00:00Z      [CAP_KILL]
                4321  \\e[2Jevil\\u202e                      true         2026-11-24T05:00:01.250Z  []
                  77  日本é            0xffffffffffffffff                                         [a,b, say "x"]
                   8  =1+1
                   9  ""
                """.replace("日本é", "日本e\u0301"));
    }

    @Test
    void tableOnANarrowTerminalCutsTextAndNamesHiddenColumns() throws IOException {
        assertThat(write(RowFormat.table, new Screen(true, 34, false), false))
                .isEqualTo("""
                 pid  name             exe_deleted
                ────  ───────────────  ───────────
                   1  systemd          false
                4321  \\e[2Jevil\\u202e  true
                  77  日本é
                   8  =1+1
                   9  ""
                5 rows
                3 columns without room: mm, start_time, effective
                """.replace("日本é", "日本e\u0301"));
    }

    @Test
    void longTextEndsInAnEllipsis() throws IOException {
        StringBuilder out = new StringBuilder();
        RowWriter writer = RowFormat.table.writer(out, new Screen(true, 24, false), false);
        writer.start(List.of(new OutputColumn("pid", Kind.INTEGER), new OutputColumn("cmdline", Kind.TEXT)));
        writer.row(row(1, "/usr/lib/systemd/systemd --system"));
        writer.row(row(2, "日本語日本語日本語日本語"));
        writer.finish();
        assertThat(out).hasToString("""
                pid  cmdline
                ───  ───────────────────
                  1  /usr/lib/systemd/s…
                  2  日本語日本語日本語…
                2 rows
                """);
    }

    @Test
    void verticalShowsAColumnALine() throws IOException {
        assertThat(write(RowFormat.vertical, Screen.PLAIN, false)).startsWith("""
                ── row 1 ──
                        pid │ 1
                       name │ systemd
                         mm │ 0xffff888004c50000
                exe_deleted │ false
                 start_time │ 2026-11-24T05:00:00Z
                  effective │ [CAP_KILL]
                ── row 2 ──
                        pid │ 4321
                       name │ \\e[2Jevil\\u202e
                         mm │
                """);
    }

    @Test
    void jsonIsAnArrayOfObjects() throws IOException {
        assertThat(write(RowFormat.json, Screen.PLAIN, false)).isEqualTo("""
                [
                  {"pid": 1, "name": "systemd", "mm": "0xffff888004c50000", "exe_deleted": false, \
                "start_time": "2026-11-24T05:00:00Z", "effective": ["CAP_KILL"]},
                  {"pid": 4321, "name": "\\u001b[2Jevil\\u202e", "mm": null, "exe_deleted": true, \
                "start_time": "2026-11-24T05:00:01.250Z", "effective": []},
                  {"pid": 77, "name": "日本é", "mm": "0xffffffffffffffff", "exe_deleted": null, \
                "start_time": null, "effective": ["a,b", "say \\"x\\""]},
                  {"pid": 8, "name": "=1+1", "mm": null, "exe_deleted": null, "start_time": null, "effective": null},
                  {"pid": 9, "name": "", "mm": null, "exe_deleted": null, "start_time": null, "effective": null}
                ]
                """.replace("日本é", "日本e\u0301"));
    }

    @Test
    void jsonOfNoRowsIsAnEmptyArray() throws IOException {
        StringBuilder out = new StringBuilder();
        RowWriter writer = RowFormat.json.writer(out, Screen.PLAIN, false);
        writer.start(COLUMNS);
        writer.finish();
        assertThat(out).hasToString("[]\n");
    }

    @Test
    void ndjsonIsAnObjectALine() throws IOException {
        assertThat(write(RowFormat.ndjson, Screen.PLAIN, false).lines())
                .hasSize(5)
                .allMatch(line -> line.startsWith("{\"pid\": ") && line.endsWith("}"));
    }

    @Test
    void csvIsHarmlessToSpreadsheetsAndTerminals() throws IOException {
        assertThat(write(RowFormat.csv, Screen.PLAIN, false))
                .isEqualTo("""
                pid,name,mm,exe_deleted,start_time,effective
                1,systemd,0xffff888004c50000,false,2026-11-24T05:00:00Z,"[""CAP_KILL""]"
                4321,\\e[2Jevil\\u202e,,true,2026-11-24T05:00:01.250Z,[]
                77,日本é,0xffffffffffffffff,,,"[""a,b"", ""say \\""x\\""\"\"]"
                8,'=1+1,,,,
                9,"",,,,
                """.replace("日本é", "日本e\u0301").replace("\n", "\r\n"));
    }

    @Test
    void exactCsvKeepsEveryCharacter() throws IOException {
        assertThat(write(RowFormat.csv, Screen.PLAIN, true)).contains("4321,\u001b[2Jevil\u202e,,true", "8,=1+1,,,,");
    }

    @Test
    void negativeNumbersAreNoFormula() throws IOException {
        StringBuilder out = new StringBuilder();
        RowWriter writer = RowFormat.csv.writer(out, Screen.PLAIN, false);
        writer.start(List.of(new OutputColumn("offset", Kind.INTEGER), new OutputColumn("cmdline", Kind.TEXT)));
        writer.row(row(-1L, "-bash"));
        writer.finish();
        assertThat(out).hasToString("offset,cmdline\r\n-1,'-bash\r\n");
    }

    @Test
    void laterRowsStreamWithTheWidthsOfTheFirst() throws IOException {
        StringBuilder out = new StringBuilder();
        RowWriter writer = RowFormat.table.writer(out, Screen.PLAIN, false);
        writer.start(List.of(new OutputColumn("name", Kind.TEXT), new OutputColumn("pid", Kind.INTEGER)));
        for (int i = 0; i < 1000; i++) {
            writer.row(row("sh", i));
        }
        assertThat(out).contains("sh    999\n");
        writer.row(row("longer than any before", 1000));
        assertThat(out).endsWith("longer than any before  1000\n");
    }

    @Test
    void colourIsForNamesOnly() throws IOException {
        String text = write(RowFormat.table, new Screen(true, 200, true), false);
        assertThat(text).startsWith("\u001b[1m pid").contains("\u001b[2m5 rows\u001b[0m");
        assertThat(text.lines().filter(l -> l.contains("systemd"))).noneMatch(l -> l.contains("\u001b"));
    }
}
