package io.nodememory.shell.output;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.CheckResult.Subject;
import io.nodememory.query.check.Finding;
import io.nodememory.query.check.GateResult;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.PolicyRule;
import io.nodememory.query.policy.Severity;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Screen.Style;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a report for a terminal: findings by severity, then undecided rules, then the verdict. */
public final class TerminalReport {
    private static final int MOST_ROWS = 20;

    private final Output output;
    private final Writer out;
    private final CheckResult report;

    private TerminalReport(Output output, CheckResult report) {
        this.output = output;
        this.out = output.writer();
        this.report = report;
    }

    public static void write(Output output, CheckResult report) throws IOException {
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
        undecided();
        for (RuleResult result : report.results()) {
            if (result.outcome() != Outcome.FAIL) {
                excused(result);
            }
            if (result.outcome() == Outcome.PASS || result.outcome() == Outcome.SKIPPED) {
                each(result.rule().rule().id() + ": ", result.notes());
            }
        }
        verdict();
    }

    /** Groups rules with the same reasons, because missing memory leaves many rules undecided. */
    private void undecided() throws IOException {
        Map<List<String>, List<String>> byReason = new LinkedHashMap<>();
        for (RuleResult result : report.undecidedRules()) {
            byReason.computeIfAbsent(result.undecided(), why -> new ArrayList<>())
                    .add(result.rule().rule().id());
        }
        for (Map.Entry<List<String>, List<String>> group : byReason.entrySet()) {
            line(Style.BOLD, "UNDECIDED  " + String.join(", ", group.getValue()));
            each("  ", group.getKey());
            out.append('\n');
        }
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
        each(
                "  There may be more: ",
                result.undecided().stream()
                        .filter(why -> !report.limits().contains(why))
                        .toList());
        each("  Note: ", result.notes());
        out.append('\n');
    }

    /** Writes the rows of a rule as a table. */
    private void rows(RuleResult result, int most) throws IOException {
        List<Finding> findings = result.findings();
        if (findings.isEmpty()) {
            return;
        }
        RowWriter table = RowFormat.table.writer(out, output.screen(), false);
        List<OutputColumn> columns = new ArrayList<>();
        if (report.baseline() != null) {
            columns.add(new OutputColumn("new", Kind.BOOLEAN));
        }
        result.columns().forEach(column -> columns.add(column(column)));
        table.start(columns);
        for (Finding finding : findings.subList(0, Math.min(most, findings.size()))) {
            List<Object> row = new ArrayList<>(finding.row());
            if (report.baseline() != null) {
                row.add(0, finding.isNew());
            }
            table.row(row);
        }
        table.finish();
        if (findings.size() > most) {
            String count = findings.size() + (result.truncated() ? " or more" : "");
            line(Style.DIM, "  the first " + most + " of " + count + "; --json writes all of them");
        }
    }

    private static OutputColumn column(ResultColumn column) {
        return new OutputColumn(column.name(), column.kind());
    }

    private void places(RuleResult result) throws IOException {
        Set<String> places = new LinkedHashSet<>();
        for (Finding finding : result.findings()) {
            if (finding.subject() != null) {
                places.add(described(finding.subject()));
            }
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
        return "pid " + subject.pid() + " (" + subject.name() + "): " + subject.place();
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
        each("There may be more: ", report.findings() > 0 ? report.limits() : List.of());
        for (GateResult gate : report.gates()) {
            line(gate.outcome() == GateResult.Outcome.PASSED ? null : Style.BOLD, gate.sentence());
        }
        line(report.verdict() == CheckResult.Verdict.PASS ? Style.GREEN : Style.RED, report.summary());
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
