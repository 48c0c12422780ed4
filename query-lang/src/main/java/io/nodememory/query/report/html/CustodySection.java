package io.nodememory.query.report.html;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.compare.CaptureDiff;
import io.nodememory.evidence.compare.CaptureDiff.Changed;
import io.nodememory.evidence.compare.CaptureDiff.TableDiff;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.FindingText;
import io.nodememory.query.report.html.ReportFacts.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the differences to the baseline, the coverage and the chain of custody. */
final class CustodySection {
    private final HtmlWriter page;
    private final CheckResult result;
    private final ReportFacts evidence;

    CustodySection(HtmlWriter page, CheckResult result, ReportFacts evidence) {
        this.page = page;
        this.result = result;
        this.evidence = evidence;
    }

    void write() throws IOException {
        if (evidence.diff() != null) {
            differences(evidence.diff());
        }
        coverage();
        custody();
    }

    private void differences(CaptureDiff diff) throws IOException {
        Capture before = diff.before();
        page.section("baseline", "Differences to the baseline");
        page.element(
                "p",
                "",
                "Compared with capture " + before.id() + (before.name() == null ? "" : " (" + before.name() + ")")
                        + " of " + (before.node() == null ? "a node without a name" : before.node())
                        + ", stored at "
                        + before.reading().started() + ".");
        if (diff.tables().isEmpty()) {
            page.element("p", "", "No row was added, removed or changed.");
        }
        for (TableDiff table : diff.tables()) {
            page.raw("<details><summary>")
                    .element("b", "", table.table().name())
                    .text("  " + table.addedCount() + " added, " + table.removedCount() + " removed, "
                            + table.changed().size() + " changed")
                    .raw("</summary>\n");
            rows("added", table, table.added());
            rows("removed", table, table.removed());
            changed(table);
            page.raw("</details>\n");
        }
        for (String why : diff.notCompared()) {
            page.element("p", "note", "Not compared: " + why);
        }
        page.endSection();
    }

    private void rows(String how, TableDiff table, List<List<Object>> rows) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        List<Integer> shown = new ArrayList<>();
        List<ColumnSpec> columns = table.table().columns();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            boolean masked = columns.get(i).secret();
            if (!masked && rows.stream().anyMatch(row -> row.get(column) != null)) {
                shown.add(i);
            }
        }
        page.element("h3", "", how)
                .table("rows", shown.stream().map(i -> columns.get(i).name()).toList());
        for (List<Object> row : rows) {
            page.raw("<tr>");
            for (int i : shown) {
                page.element("td", "", text(columns.get(i), row.get(i)));
            }
            page.raw("</tr>\n");
        }
        page.endTable();
    }

    private void changed(TableDiff table) throws IOException {
        if (table.changed().isEmpty()) {
            return;
        }
        page.element("h3", "", "changed").table("rows", List.of("row", "before", "after"));
        for (Changed changed : table.changed()) {
            page.raw("<tr>")
                    .element("td", "", changed.identity())
                    .element("td", "", changed.before())
                    .element("td", "", changed.after())
                    .raw("</tr>\n");
        }
        page.endTable();
    }

    private static String text(ColumnSpec column, Object value) {
        return value == null
                ? ""
                : FindingText.text(new ResultColumn(column.name(), column.kind(), column.secret()), value);
    }

    private void coverage() throws IOException {
        Capture capture = result.capture();
        page.section("coverage", "Coverage").raw("<dl>\n");
        if (capture.image().ram().covered() != null
                && capture.image().ram().total() != null
                && capture.image().ram().total() > 0) {
            page.fact(
                    "Memory",
                    String.format(
                            Locale.ROOT,
                            "%.1f %% of the machine's memory is in the image (%,d of %,d bytes)",
                            100.0
                                    * capture.image().ram().covered()
                                    / capture.image().ram().total(),
                            capture.image().ram().covered(),
                            capture.image().ram().total()));
        } else {
            page.fact("Memory", "the covered part of the machine's memory is not known");
        }
        if (capture.image().format() != null && capture.image().format().endsWith(", slice")) {
            page.fact("Slice", "the image contains only the pages that an analysis read");
        }
        page.fact("Tables", capture.complete() ? "all were read completely" : "NOT all were read completely");
        page.fact("Symbols", capture.kernel().symbols())
                .fact("Kernel", capture.kernel().banner());
        page.raw("</dl>\n");
        if (evidence.problems().isEmpty()) {
            page.element("p", "", "The analysis could read everything that it looked for.");
        } else {
            page.table("rows", List.of("Table", "Could not be read", "Why", "Times"));
            for (Problem problem : evidence.problems()) {
                page.raw("<tr>")
                        .element("td", "", problem.table())
                        .element("td", "", problem.doing())
                        .element("td", "", problem.why())
                        .element("td", "number", problem.count())
                        .raw("</tr>\n");
            }
            page.endTable();
        }
        page.endSection();
    }

    private void custody() throws IOException {
        Capture capture = result.capture();
        page.section("evidence", "Evidence").raw("<dl>\n");
        page.fact("Capture", capture.id() + (capture.name() == null ? "" : " (" + capture.name() + ")"))
                .fact("UUID", capture.uuid())
                .fact("Image", capture.image().path())
                .fact("Format", capture.image().format())
                .fact(
                        "Size",
                        capture.image().size() == null
                                ? null
                                : String.format(
                                        Locale.ROOT,
                                        "%,d bytes",
                                        capture.image().size()))
                .fact("SHA-256 of the image", capture.imageSha256() == null ? "not known" : capture.imageSha256())
                .fact("Hash of the record", capture.hash())
                .fact("Hash of the capture before", capture.seal().previousHash())
                .fact("Build id", capture.kernel().buildId())
                .fact("Read by", capture.custody().operator())
                .fact("With", capture.custody().tool())
                .fact("Reason", capture.custody().reason())
                .fact("Reading began", capture.reading().started())
                .fact("Rows stored", capture.reading().finished());
        page.raw("</dl>\n<details><summary>Hashes of the tables</summary>\n")
                .table("rows", List.of("Table", "Rows", "SHA-256"));
        for (CaptureTable table : evidence.tables()) {
            page.raw("<tr>")
                    .element("td", "", table.name())
                    .element("td", "number", table.rowCount())
                    .element("td", "hash", table.sha256())
                    .raw("</tr>\n");
        }
        page.endTable().raw("</details>\n").endSection();
    }
}
