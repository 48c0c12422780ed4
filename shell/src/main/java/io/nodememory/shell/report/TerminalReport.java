package io.nodememory.shell.report;

import io.nodememory.evidence.Capture;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.policy.CheckReport;
import io.nodememory.query.policy.CheckReport.Subject;
import io.nodememory.query.policy.PolicyRule;
import io.nodememory.query.policy.RuleResult;
import io.nodememory.query.policy.RuleResult.Outcome;
import io.nodememory.query.policy.Severity;
import io.nodememory.shell.Output;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.OutputFormat;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.output.Screen.Style;
import io.nodememory.shell.output.VisibleText;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A report for people: what was found, the worst first, then what could not be decided, then the verdict. */
public final class TerminalReport {
    private static final int MOST_ROWS = 20;

    private final Output output;
    private final Writer out;
    private final CheckReport report;

    private TerminalReport(Output output, CheckReport report) {
        this.output = output;
        this.out = output.writer();
        this.report = report;
    }

    public static void write(Output output, CheckReport report) throws IOException {
        new TerminalReport(output, report).write();
    }

    private void write() throws IOException {
        for (Severity severity : Severity.values()) {
            List<RuleResult> failed = report.results().stream()
                    .filter(r -> r.outcome() == Outcome.FAIL && r.rule().rule().severity() == severity)
                    .toList();
            for (RuleResult result : failed) {
                finding(result);
            }
        }
        for (RuleResult result : report.results()) {
            if (result.outcome() == Outcome.UNDECIDED) {
                line(
                        Style.BOLD,
                        "UNDECIDED  " + result.rule().rule().id() + ": "
                                + result.rule().rule().because());
                each("  ", result.undecided());
                out.append('\n');
            }
        }
        for (RuleResult result : report.results()) {
            if (result.outcome() == Outcome.PASS) {
                excused(result);
                each(result.rule().rule().id() + ": ", result.notes());
            }
        }
        verdict();
    }

    private void finding(RuleResult result) throws IOException {
        PolicyRule rule = result.rule().rule();
        String attack = rule.attack().isEmpty() ? "" : "  (ATT&CK " + String.join(", ", rule.attack()) + ")";
        line(Style.BOLD, rule.severity() + "  " + rule.id() + ": " + rule.because() + attack);
        rows(result, MOST_ROWS);
        places(result);
        if (!rule.remedy().isEmpty()) {
            line(null, "  Remedy: " + rule.remedy());
        }
        excused(result);
        each("  There may be more: ", result.undecided());
        each("  Note: ", result.notes());
        out.append('\n');
    }

    /** Writes the rows of a rule as a table. */
    private void rows(RuleResult result, int most) throws IOException {
        if (result.rows().isEmpty()) {
            return;
        }
        RowWriter table = OutputFormat.table.writer(out, output.screen(), false);
        table.start(result.columns().stream().map(TerminalReport::column).toList());
        for (List<Object> row :
                result.rows().subList(0, Math.min(most, result.rows().size()))) {
            table.row(row);
        }
        table.finish();
        if (result.rows().size() > most) {
            String count = result.rows().size() + (result.truncated() ? " or more" : "");
            line(Style.DIM, "  the first " + most + " of " + count + "; --json writes them all");
        }
    }

    private static OutputColumn column(ResultColumn column) {
        return new OutputColumn(column.name(), column.kind());
    }

    private void places(RuleResult result) throws IOException {
        Set<String> places = new LinkedHashSet<>();
        for (List<Object> row : result.rows()) {
            ReportValues.subject(report, result, row)
                    .map(TerminalReport::described)
                    .ifPresent(places::add);
        }
        int shown = 0;
        for (String place : places) {
            if (++shown > MOST_ROWS) {
                break;
            }
            line(null, "  " + place);
        }
    }

    private static String described(Subject subject) {
        return "pid " + subject.pid() + " (" + subject.name() + "): " + ReportValues.place(subject);
    }

    private void excused(RuleResult result) throws IOException {
        for (RuleResult.Excused excused : result.excused()) {
            line(
                    null,
                    "  " + result.rule().rule().id() + ": " + excused.rows() + " excused until "
                            + excused.waiver().until().toString().substring(0, 10) + ": "
                            + excused.waiver().because());
        }
    }

    private void verdict() throws IOException {
        Capture capture = report.capture();
        String node = capture.node() == null ? "" : " of " + capture.node();
        String counts = "%d rules: %d passed, %d failed, %d undecided"
                .formatted(
                        report.results().size(),
                        report.count(Outcome.PASS),
                        report.count(Outcome.FAIL),
                        report.count(Outcome.UNDECIDED));
        Style style = report.verdict() == CheckReport.Verdict.PASS ? Style.GREEN : Style.RED;
        line(style, report.verdict() + "  capture " + capture.id() + node + ", " + counts);
    }

    private void each(String before, List<String> sentences) throws IOException {
        for (String sentence : sentences) {
            line(null, before + sentence);
        }
    }

    private void line(Style style, String text) throws IOException {
        String visible = VisibleText.escape(text);
        out.append(style == null ? visible : output.screen().paint(style, visible))
                .append('\n');
    }
}
