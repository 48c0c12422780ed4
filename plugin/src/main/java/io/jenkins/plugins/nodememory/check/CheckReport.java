package io.jenkins.plugins.nodememory.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.Util;
import io.nodememory.query.policy.Severity;
import io.nodememory.query.report.JsonReport;
import io.nodememory.query.report.ReportFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A check's JSON report for its page. The page must escape all of its text. */
public final class CheckReport {
    /** The format that this class reads. */
    static final ReportFormat FORMAT = new JsonReport();

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> SEVERITIES =
            Arrays.stream(Severity.values()).map(Severity::name).toList();

    private final String capture;
    private final List<Rule> rules = new ArrayList<>();

    private CheckReport(JsonNode report) {
        capture = text(report.path("capture"), "uuid");
        report.path("rules").forEach(rule -> rules.add(new Rule(rule)));
    }

    static CheckReport read(Path file) throws IOException {
        try (InputStream in = KeptReport.open(file)) {
            return new CheckReport(JSON.readTree(in));
        }
    }

    /** A link to the build's evidence with the finding's query in the box. */
    public String link(Finding finding) {
        return "../node-memory/?capture=%s&query=%s#capture-%1$s"
                .formatted(Util.rawEncode(capture), Util.rawEncode(finding.getQuery()));
    }

    public List<Rule> getRules() {
        return rules;
    }

    /** Rules with an outcome (fail, undecided or pass), the worst severity first. */
    public List<Rule> with(String outcome) {
        return rules.stream()
                .filter(rule -> rule.outcome.equals(outcome))
                .sorted(Comparator.comparingInt(rule -> SEVERITIES.indexOf(rule.getSeverity())))
                .toList();
    }

    /** A rule and its findings. */
    public static final class Rule {
        private final JsonNode json;
        private final String outcome;

        private Rule(JsonNode json) {
            this.json = json;
            this.outcome = text(json, "outcome").toLowerCase(Locale.ROOT);
        }

        public String getId() {
            return text(json, "id");
        }

        public String getSeverity() {
            return text(json, "severity").toUpperCase(Locale.ROOT);
        }

        public String getBecause() {
            return text(json, "because");
        }

        public String getRemedy() {
            return text(json, "remedy");
        }

        public String getAttack() {
            return String.join(", ", texts(json.path("attack")));
        }

        public List<String> getUndecided() {
            return texts(json.path("undecided"));
        }

        public List<String> getNotes() {
            return texts(json.path("notes"));
        }

        public boolean isTruncated() {
            return json.path("truncated").asBoolean();
        }

        /** One for each row; one without values for a broken expectation. */
        public List<Finding> getFindings() {
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < json.path("rows").size(); i++) {
                findings.add(new Finding(
                        json.path("rows").get(i), json.path("findings").path(i)));
            }
            if (findings.isEmpty()) {
                findings.add(new Finding(JSON.createObjectNode(), JSON.createObjectNode()));
            }
            return findings;
        }
    }

    /** A row that breaks a rule. */
    public static final class Finding {
        private final JsonNode row;
        private final JsonNode about;

        private Finding(JsonNode row, JsonNode about) {
            this.row = row;
            this.about = about;
        }

        /** "new" or "known" since the baseline; empty without one. */
        public String getAge() {
            JsonNode isNew = about.path("new");
            return isNew.isBoolean() ? (isNew.asBoolean() ? "new" : "known") : "";
        }

        public String getPid() {
            return text(row, "pid");
        }

        public String getProcess() {
            return text(about, "process");
        }

        /** Pod and container, or empty for the node itself. */
        public String getPlace() {
            String pod = text(about, "pod_name");
            String namespace = text(about, "pod_namespace");
            String container = text(about, "container_name");
            String id = text(about, "container_id");
            String shown = container.isEmpty() ? id.substring(0, Math.min(12, id.length())) : container;
            return pod.isEmpty() ? shown : (namespace.isEmpty() ? "" : namespace + "/") + pod + " " + shown;
        }

        /** A query for the process or the container of the row; null if it has neither. */
        public String getQuery() {
            String container = text(row, "container_id");
            if (row.path("pid").isIntegralNumber()) {
                return "tasks.where { pid == %d }".formatted(row.path("pid").asLong());
            }
            return container.matches("[0-9a-f]{8,64}")
                    ? "containers.where { container_id == '%s' }".formatted(container)
                    : null;
        }

        /** The row's values by column, without nulls. */
        public Map<String, String> getValues() {
            Map<String, String> values = new LinkedHashMap<>();
            row.properties().forEach(column -> {
                JsonNode value = column.getValue();
                if (!value.isNull()) {
                    values.put(column.getKey(), value.isArray() ? String.join(", ", texts(value)) : value.asText());
                }
            });
            return values;
        }
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
