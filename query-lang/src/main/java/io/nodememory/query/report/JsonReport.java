package io.nodememory.query.report;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.CheckResult.Subject;
import io.nodememory.query.check.Finding;
import io.nodememory.query.check.FindingText;
import io.nodememory.query.check.GateResult;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.PolicyRule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one JSON object: verdict, capture, and each rule with its rows under the column names of the tables. */
public final class JsonReport implements ReportFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public String title() {
        return "JSON";
    }

    @Override
    public String extension() {
        return "json";
    }

    @Override
    public String help() {
        return "Write the report as JSON";
    }

    @Override
    public void write(Appendable out, CheckResult result, EvidenceStore store) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", word(result.verdict()));
        json.put("summary", result.summary());
        json.put("checked", result.checked().toString());
        json.put("tool_version", result.toolVersion());
        json.put("capture", capture(result.capture()));
        json.put("baseline", result.baseline() == null ? null : capture(result.baseline()));
        json.put("counts", counts(result));
        json.put("gates", result.gates().stream().map(JsonReport::gate).toList());
        json.put(
                "undecided_rules",
                result.undecidedRules().stream().map(r -> r.rule().rule().id()).toList());
        json.put("rules", result.results().stream().map(JsonReport::rule).toList());
        JsonWriter.write(out, json);
    }

    static Map<String, Object> capture(Capture capture) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", capture.id());
        json.put("uuid", capture.uuid());
        json.put("name", capture.name());
        json.put("node", capture.node());
        json.put("release", capture.kernel().release());
        json.put("image_path", capture.image().path());
        json.put("image_sha256", capture.imageSha256());
        json.put("hash", capture.hash());
        return json;
    }

    private static Map<String, Object> counts(CheckResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rules", result.results().size());
        json.put("passed", result.count(Outcome.PASS));
        json.put("failed", result.count(Outcome.FAIL));
        json.put("undecided", result.count(Outcome.UNDECIDED));
        json.put("skipped", result.count(Outcome.SKIPPED));
        json.put("findings", result.findings());
        json.put("new_findings", result.baseline() == null ? null : result.newFindings());
        return json;
    }

    private static Map<String, Object> gate(GateResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("threshold", result.gate().threshold());
        json.put("type", result.gate().type().name());
        json.put("criticality", result.gate().criticality().name());
        json.put("count", result.count());
        json.put("outcome", word(result.outcome()));
        json.put("sentence", result.sentence());
        return json;
    }

    private static Map<String, Object> rule(RuleResult result) {
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
        json.put("rows", result.findings().stream().map(f -> row(result, f)).toList());
        json.put("findings", result.findings().stream().map(JsonReport::finding).toList());
        return json;
    }

    private static Map<String, Object> excused(RuleResult.Excused excused) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", excused.rows());
        json.put("until", excused.waiver().until().toString());
        json.put("because", excused.waiver().because());
        return json;
    }

    /** The facts about a finding that are not values of its row. */
    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("fingerprint", finding.fingerprint());
        json.put("new", finding.isNew());
        Subject subject = finding.subject();
        if (subject != null) {
            json.put("process", subject.name());
            json.put("pod_namespace", subject.podNamespace());
            json.put("pod_name", subject.pod());
            json.put("container_name", subject.containerName());
            json.put("container_id", subject.container());
        }
        return json;
    }

    static Map<String, Object> row(RuleResult result, Finding finding) {
        List<Object> row = finding.row();
        Map<String, Object> json = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            json.put(result.columns().get(i).name(), value(result.columns().get(i), row.get(i)));
        }
        return json;
    }

    private static Object value(ResultColumn column, Object value) {
        boolean address = column.kind() == Kind.ADDRESS && value instanceof Number;
        return address ? FindingText.text(column, value) : value;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
