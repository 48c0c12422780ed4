package io.nodememory.shell.report;

import io.nodememory.evidence.Capture;
import io.nodememory.kernel.table.ColumnSpec.Kind;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.policy.CheckReport;
import io.nodememory.query.policy.PolicyRule;
import io.nodememory.query.policy.RuleResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one JSON object: verdict, capture, and each rule with its rows, under the tables' own column names. */
public final class JsonReport {
    private JsonReport() {}

    public static void write(Appendable out, CheckReport report) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", word(report.verdict()));
        json.put("checked", report.checked().toString());
        json.put("capture", capture(report.capture()));
        json.put("baseline", report.baseline() == null ? null : capture(report.baseline()));
        json.put("rules", report.results().stream().map(r -> rule(report, r)).toList());
        Json.write(out, json);
    }

    static Map<String, Object> capture(Capture capture) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", capture.id());
        json.put("uuid", capture.uuid());
        json.put("name", capture.name());
        json.put("node", capture.node());
        json.put("release", capture.release());
        json.put("image_path", capture.imagePath());
        json.put("image_sha256", capture.imageSha256());
        json.put("hash", capture.hash());
        return json;
    }

    private static Map<String, Object> rule(CheckReport report, RuleResult result) {
        PolicyRule rule = result.rule().rule();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", rule.id());
        json.put("policy", result.rule().policy());
        json.put("severity", word(rule.severity()));
        json.put("outcome", word(result.outcome()));
        json.put("because", rule.because());
        json.put("remedy", rule.remedy());
        json.put("attack", rule.attack());
        json.put("undecided", result.undecided());
        json.put("notes", result.notes());
        json.put("excused", result.excused().stream().map(JsonReport::excused).toList());
        json.put("truncated", result.truncated());
        json.put("rows", result.rows().stream().map(row -> row(result, row)).toList());
        json.put("findings", findings(report, result));
        return json;
    }

    private static Map<String, Object> excused(RuleResult.Excused excused) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", excused.rows());
        json.put("until", excused.waiver().until().toString());
        json.put("because", excused.waiver().because());
        return json;
    }

    /** What is known of each row besides its values, in the order of the rows. */
    private static List<Object> findings(CheckReport report, RuleResult result) {
        List<Object> findings = new ArrayList<>();
        for (List<Object> row : result.rows()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("fingerprint", ReportValues.fingerprint(result, row));
            ReportValues.subject(report, result, row).ifPresent(subject -> {
                json.put("process", subject.name());
                json.put("pod_namespace", subject.podNamespace());
                json.put("pod_name", subject.pod());
                json.put("container_name", subject.containerName());
                json.put("container_id", subject.container());
            });
            findings.add(json);
        }
        return findings;
    }

    static Map<String, Object> row(RuleResult result, List<Object> row) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            json.put(result.columns().get(i).name(), value(result.columns().get(i), row.get(i)));
        }
        return json;
    }

    private static Object value(ResultColumn column, Object value) {
        boolean address = column.kind() == Kind.ADDRESS && value instanceof Number;
        return address ? ReportValues.text(column, value) : value;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
