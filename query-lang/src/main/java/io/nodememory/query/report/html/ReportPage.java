package io.nodememory.query.report.html;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.Sha256;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.Finding;
import io.nodememory.query.check.GateResult;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the whole page. */
public final class ReportPage {
    private final HtmlWriter page;
    private final CheckResult result;
    private final ReportFacts evidence;

    private ReportPage(HtmlWriter page, CheckResult result, ReportFacts evidence) {
        this.page = page;
        this.result = result;
        this.evidence = evidence;
    }

    public static void write(Appendable out, CheckResult result, EvidenceStore store) throws IOException {
        new ReportPage(new HtmlWriter(out), result, ReportFacts.of(store, result)).write();
    }

    private void write() throws IOException {
        head();
        verdict();
        Map<Long, List<String>> rules = rulesByProcess();
        new FindingsSection(page, result, evidence.places()).write();
        new TimelineSection(page, evidence, rules).write();
        new ProcessSection(page, evidence, rules).write();
        new CustodySection(page, result, evidence).write();
        RulesSection.write(page, result);
        page.raw("</main>\n<footer>")
                .text("nodemem " + result.toolVersion() + ", checked " + result.checked())
                .raw("</footer>\n</body>\n</html>\n");
    }

    private void head() throws IOException {
        String style = style();
        String node =
                result.capture().node() == null ? "a node" : result.capture().node();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
                + sha256(style) + "'; base-uri 'none'; form-action 'none'\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
                .text(result.verdict() + ": " + node)
                .raw("</title>\n<style>")
                .raw(style)
                .raw("</style>\n</head>\n<body>\n");
    }

    private void verdict() throws IOException {
        Capture capture = result.capture();
        page.raw("<header class=\"" + FindingsSection.word(result.verdict()) + "\">\n<p class=\"verdict\">")
                .text(result.verdict())
                .raw("</p>\n<div><h1>")
                .text(capture.node() == null ? "Unnamed node" : capture.node())
                .raw("</h1>\n")
                .element("p", "", sentence())
                .raw("\n</div>\n</header>\n<main>\n");
        page.raw("<ul class=\"tiles\">\n");
        for (Severity severity : Severity.values()) {
            long count = FindingsSection.count(result, severity);
            if (count > 0 || severity.compareTo(Severity.INFO) < 0) {
                tile(count, FindingsSection.word(severity), count > 0 ? FindingsSection.word(severity) : "none");
            }
        }
        if (result.baseline() != null) {
            tile(result.newFindings(), "new since the baseline", result.newFindings() > 0 ? "fresh" : "none");
        }
        long undecided = result.count(Outcome.UNDECIDED);
        tile(undecided, "rules not decided", undecided > 0 ? "undecided" : "none");
        if (result.count(Outcome.SKIPPED) > 0) {
            tile(result.count(Outcome.SKIPPED), "rules not checked", "none");
        }
        tile(result.count(Outcome.PASS), "rules passed", "none");
        page.raw("</ul>\n<dl>\n");
        page.fact("Captured", evidence.capturedAt() == null ? "not known" : evidence.capturedAt())
                .fact("Kernel", capture.kernel().release())
                .fact("Policies", String.join(", ", policies()))
                .fact("Baseline", baseline());
        page.raw("</dl>\n");
        gates();
        page.raw("<nav><a href=\"#findings\">Findings</a>");
        if (result.count(Outcome.UNDECIDED) > 0) {
            page.raw("<a href=\"#undecided\">Not decided</a>");
        }
        page.raw("<a href=\"#timeline\">Starts</a><a href=\"#processes\">Processes</a>");
        if (result.baseline() != null) {
            page.raw("<a href=\"#baseline\">Baseline</a>");
        }
        page.raw(
                "<a href=\"#coverage\">Coverage</a><a href=\"#evidence\">Evidence</a><a href=\"#rules\">Rules</a></nav>\n");
    }

    private void tile(long count, String name, String style) throws IOException {
        page.raw("<li class=\"" + style + "\"><b>")
                .text(count)
                .raw("</b> ")
                .text(name)
                .raw("</li>\n");
    }

    private String sentence() {
        return switch (result.verdict()) {
            case PASS ->
                result.findings() == 0
                        ? "No rule found anything" + skipped() + "."
                        : "There are findings, but no quality gate is missed.";
            case FAIL ->
                "%d findings by %d of %d rules%s."
                        .formatted(
                                result.findings(),
                                result.count(Outcome.FAIL),
                                result.results().size(),
                                result.count(Outcome.UNDECIDED) == 0
                                        ? ""
                                        : "; " + result.count(Outcome.UNDECIDED) + " could not be decided");
            case INCOMPLETE ->
                "Evidence is missing, and missing evidence is not clean: %d of %d rules are undecided."
                        .formatted(
                                result.count(Outcome.UNDECIDED),
                                result.results().size());
        };
    }

    private String skipped() {
        long skipped = result.count(Outcome.SKIPPED);
        return skipped == 0 ? ", and every rule could be decided" : "; %d were not checked".formatted(skipped);
    }

    private List<String> policies() {
        return result.results().stream()
                .map(rule -> rule.rule().policy())
                .distinct()
                .toList();
    }

    private String baseline() {
        Capture baseline = result.baseline();
        if (baseline == null) {
            return null;
        }
        return "capture " + baseline.id() + (baseline.name() == null ? "" : " (" + baseline.name() + ")");
    }

    private void gates() throws IOException {
        if (result.gates().isEmpty()) {
            return;
        }
        page.table("rows", List.of("Quality gate", "Counted", "Outcome"));
        for (GateResult gate : result.gates()) {
            page.raw("<tr>")
                    .element("td", "", gate.gate())
                    .element("td", "number", gate.count())
                    .raw("<td>")
                    .element("span", "badge " + FindingsSection.word(gate.outcome()), gate.outcome())
                    .raw("</td></tr>\n");
        }
        page.endTable();
    }

    private Map<Long, List<String>> rulesByProcess() {
        Map<Long, List<String>> rules = new HashMap<>();
        for (RuleResult rule : result.results()) {
            for (Finding finding : rule.findings()) {
                if (finding.subject() != null) {
                    List<String> ids = rules.computeIfAbsent(finding.subject().pid(), pid -> new ArrayList<>());
                    if (!ids.contains(rule.rule().rule().id())) {
                        ids.add(rule.rule().rule().id());
                    }
                }
            }
        }
        return rules;
    }

    private static String style() throws IOException {
        try (InputStream file = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
