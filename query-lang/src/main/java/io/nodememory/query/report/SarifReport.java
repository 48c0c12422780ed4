package io.nodememory.query.report;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.CheckResult.Subject;
import io.nodememory.query.check.Finding;
import io.nodememory.query.check.FindingText;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.PolicyRule;
import io.nodememory.query.policy.Severity;
import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report in SARIF 2.1.0 (OASIS): a result for each row that breaks a rule, a notification for each undecided rule. */
public final class SarifReport implements ReportFormat {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    @Override
    public String name() {
        return "sarif";
    }

    @Override
    public String title() {
        return "SARIF";
    }

    @Override
    public String extension() {
        return "sarif";
    }

    @Override
    public String help() {
        return "Write a SARIF 2.1.0 file";
    }

    @Override
    public void write(Appendable out, CheckResult report, EvidenceStore store) throws IOException {
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "nodemem");
        driver.put("version", report.toolVersion());
        List<Object> rules = new ArrayList<>();
        List<Object> results = new ArrayList<>();
        List<Object> notifications = new ArrayList<>();
        for (RuleResult result : report.results()) {
            int index = rules.size();
            rules.add(rule(result.rule().rule()));
            findings(report, result, index, results);
            result.undecided()
                    .forEach(why ->
                            notifications.add(notification(result, index, "error", "could not be decided: " + why)));
            if (result.outcome() == Outcome.SKIPPED) {
                result.notes().forEach(why -> notifications.add(notification(result, index, "note", why)));
            }
        }
        driver.put("rules", rules);
        Map<String, Object> invocation = new LinkedHashMap<>();
        invocation.put("executionSuccessful", report.count(Outcome.UNDECIDED) == 0);
        invocation.put("endTimeUtc", report.checked().toString());
        invocation.put("toolExecutionNotifications", notifications);
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", JsonWriter.object("driver", driver));
        run.put("invocations", List.of(invocation));
        run.put("properties", JsonWriter.object("capture", JsonReport.capture(report.capture())));
        if (report.baseline() != null) {
            run.put("baselineGuid", report.baseline().uuid());
        }
        run.put("results", results);
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        JsonWriter.write(out, log);
    }

    private static Map<String, Object> rule(PolicyRule rule) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", rule.id());
        json.put("shortDescription", JsonWriter.object("text", rule.because()));
        if (!rule.remedy().isEmpty()) {
            json.put("help", JsonWriter.object("text", rule.remedy()));
        }
        json.put("defaultConfiguration", JsonWriter.object("level", level(rule.severity())));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("tags", rule.attack().stream().map(id -> "attack." + id).toList());
        properties.put("security-severity", score(rule.severity()));
        json.put("properties", properties);
        return json;
    }

    private static void findings(CheckResult report, RuleResult result, int index, List<Object> results) {
        if (result.outcome() != Outcome.FAIL) {
            return;
        }
        String because = result.rule().rule().because();
        if (result.findings().isEmpty()) {
            Map<String, Object> json = result(report, result, index, because, result.breakIsNew());
            json.put("locations", List.of(location(report, null)));
            results.add(json);
        }
        for (Finding finding : result.findings()) {
            String text = because + ": " + FindingText.line(result, finding);
            Map<String, Object> json = result(report, result, index, text, finding.isNew());
            json.put("locations", List.of(location(report, finding.subject())));
            json.put("partialFingerprints", JsonWriter.object("identity/v1", finding.fingerprint()));
            json.put("properties", JsonWriter.object("row", JsonReport.row(result, finding)));
            results.add(json);
        }
    }

    private static Map<String, Object> result(
            CheckResult report, RuleResult result, int index, String text, Boolean isNew) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ruleId", result.rule().rule().id());
        json.put("ruleIndex", index);
        json.put("level", level(result.rule().rule().severity()));
        json.put("message", JsonWriter.object("text", text));
        if (report.baseline() != null) {
            json.put("baselineState", Boolean.TRUE.equals(isNew) ? "new" : "unchanged");
        }
        return json;
    }

    /** The logical location of a finding, because a finding is in no file: node, pod, container and process. */
    private static Map<String, Object> location(CheckResult report, Subject subject) {
        String node =
                report.capture().node() == null ? "node" : report.capture().node();
        List<Object> logical = new ArrayList<>();
        if (subject == null) {
            logical.add(place("namespace", node));
        } else {
            if (subject.container() != null) {
                logical.add(place("namespace", node + "/" + subject.place()));
            }
            logical.add(place("process", node + "/" + subject.pid() + "/" + subject.name()));
        }
        return JsonWriter.object("logicalLocations", logical);
    }

    private static Map<String, Object> place(String kind, String name) {
        Map<String, Object> json = JsonWriter.object("kind", kind);
        json.put("fullyQualifiedName", VisibleText.escape(name));
        return json;
    }

    private static Map<String, Object> notification(RuleResult result, int index, String level, String text) {
        Map<String, Object> json = JsonWriter.object("level", level);
        json.put("message", JsonWriter.object("text", text));
        Map<String, Object> rule = JsonWriter.object("id", result.rule().rule().id());
        rule.put("index", index);
        json.put("associatedRule", rule);
        return json;
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW, INFO -> "note";
        };
    }

    /** The severity on the scale of GitHub's code scanning (0.0 to 10.0), which sorts results by it. */
    private static String score(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "9.5";
            case HIGH -> "8.0";
            case MEDIUM -> "5.0";
            case LOW -> "3.0";
            case INFO -> "0.0";
        };
    }
}
