package io.nodememory.shell.report;

import io.nodememory.query.policy.CheckReport;
import io.nodememory.query.policy.PolicyRule;
import io.nodememory.query.policy.RuleResult;
import io.nodememory.query.policy.RuleResult.Outcome;
import io.nodememory.query.policy.Severity;
import io.nodememory.shell.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report in SARIF 2.1.0 (OASIS): rules with their reasons, a result a row, what could not be decided as notifications. */
public final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    public static void write(Appendable out, CheckReport report) throws IOException {
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "nodemem");
        driver.put("version", Version.number());
        List<Object> rules = new ArrayList<>();
        List<Object> results = new ArrayList<>();
        List<Object> notifications = new ArrayList<>();
        for (RuleResult result : report.results()) {
            int index = rules.size();
            rules.add(rule(result.rule().rule()));
            findings(report, result, index, results);
            result.undecided().forEach(why -> notifications.add(notification(result, index, why)));
        }
        driver.put("rules", rules);
        Map<String, Object> invocation = new LinkedHashMap<>();
        invocation.put("executionSuccessful", report.count(Outcome.UNDECIDED) == 0);
        invocation.put("endTimeUtc", report.checked().toString());
        invocation.put("toolExecutionNotifications", notifications);
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("invocations", List.of(invocation));
        run.put("properties", Map.of("capture", JsonReport.capture(report.capture())));
        run.put("results", results);
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        Json.write(out, log);
    }

    private static Map<String, Object> rule(PolicyRule rule) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", rule.id());
        json.put("shortDescription", Map.of("text", rule.because()));
        if (!rule.remedy().isEmpty()) {
            json.put("help", Map.of("text", rule.remedy()));
        }
        json.put("defaultConfiguration", Map.of("level", level(rule.severity())));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("tags", rule.attack().stream().map(id -> "attack." + id).toList());
        properties.put("security-severity", score(rule.severity()));
        json.put("properties", properties);
        return json;
    }

    private static void findings(CheckReport report, RuleResult result, int index, List<Object> results) {
        if (result.outcome() != Outcome.FAIL) {
            return;
        }
        List<List<Object>> rows = result.rows().isEmpty() ? List.of(List.of()) : result.rows();
        for (List<Object> row : rows) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("ruleId", result.rule().rule().id());
            json.put("ruleIndex", index);
            json.put("level", level(result.rule().rule().severity()));
            String line = ReportValues.line(result, row);
            json.put("message", Map.of("text", result.rule().rule().because() + (line.isEmpty() ? "" : ": " + line)));
            json.put("locations", List.of(location(report, result, row)));
            json.put("partialFingerprints", Map.of("identity/v1", ReportValues.fingerprint(result, row)));
            json.put("properties", Map.of("row", JsonReport.row(result, row)));
            results.add(json);
        }
    }

    /** A finding is in no file: the place is the node, the pod, the container and the process. */
    private static Map<String, Object> location(CheckReport report, RuleResult result, List<Object> row) {
        String node =
                report.capture().node() == null ? "node" : report.capture().node();
        List<Object> logical = new ArrayList<>();
        ReportValues.subject(report, result, row).ifPresent(subject -> {
            if (subject.container() != null) {
                logical.add(
                        Map.of("kind", "namespace", "fullyQualifiedName", node + "/" + ReportValues.place(subject)));
            }
            logical.add(
                    Map.of("kind", "process", "fullyQualifiedName", node + "/" + subject.pid() + "/" + subject.name()));
        });
        if (logical.isEmpty()) {
            logical.add(Map.of("kind", "namespace", "fullyQualifiedName", node));
        }
        return Map.of("logicalLocations", logical);
    }

    private static Map<String, Object> notification(RuleResult result, int index, String why) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("level", "error");
        json.put("message", Map.of("text", "could not be decided: " + why));
        json.put("associatedRule", Map.of("id", result.rule().rule().id(), "index", index));
        return json;
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW, INFO -> "note";
        };
    }

    /** The scale of GitHub's code scanning, which sorts by it. */
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
