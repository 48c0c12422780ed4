package io.jenkins.plugins.nodememory.check;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.CheckResult.Verdict;
import io.nodememory.query.check.GateResult;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.policy.QualityGate;
import io.nodememory.query.policy.QualityGate.Criticality;
import io.nodememory.query.policy.Severity;
import io.nodememory.query.report.ReportFormat;
import io.nodememory.query.report.ReportFormats;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** The facts about a check that a pipeline and a build show: counts and names of rules. Only the reports have rows. */
public final class CheckSummary implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int number;
    private final String store;
    private final long capture;
    private final String node;
    private final Long baseline;
    private final String verdict;
    private final String summary;
    private final String result;
    private final long findings;
    private final long newFindings;
    private final LinkedHashMap<String, Long> severities = new LinkedHashMap<>();
    private final ArrayList<String> failed = new ArrayList<>();
    private final LinkedHashMap<String, String> undecided = new LinkedHashMap<>();
    private final ArrayList<String> gates = new ArrayList<>();
    private final ArrayList<String> notes = new ArrayList<>();

    /**
     * @param number of the check in its build, from 1
     * @param incomplete the result of the build if rules are undecided: NOTE, UNSTABLE or FAILURE
     * @param noBaseline whether the requested baseline does not exist yet
     */
    CheckSummary(int number, String store, CheckResult checked, String incomplete, boolean noBaseline) {
        this.number = number;
        this.store = store;
        this.capture = checked.capture().id();
        this.node = checked.capture().node();
        this.baseline = checked.baseline() == null ? null : checked.baseline().id();
        this.verdict = checked.verdict().name();
        this.summary = checked.summary();
        this.findings = checked.findings();
        this.newFindings = checked.newFindings();
        this.result = result(checked, incomplete).toString();
        for (Severity severity : Severity.values()) {
            severities.put(severity.name(), 0L);
        }
        for (RuleResult rule : checked.results()) {
            String id = rule.rule().rule().id();
            if (rule.outcome() == RuleResult.Outcome.FAIL) {
                severities.merge(rule.rule().rule().severity().name(), rule.count(), Long::sum);
                failed.add(
                        "%s (%s): %,d findings".formatted(id, rule.rule().rule().severity(), rule.count()));
            } else if (rule.outcome() == RuleResult.Outcome.UNDECIDED) {
                undecided.put(id, String.join("; ", rule.undecided()));
            }
        }
        checked.gates().forEach(gate -> gates.add(gate.sentence()));
        if (noBaseline) {
            notes.add("there is no baseline yet: this capture is the first that can become one");
        }
    }

    /** @throws AbortException if one of them is malformed */
    public static List<QualityGate> gates(List<GateConfiguration> given) throws AbortException {
        List<QualityGate> gates = new ArrayList<>();
        for (GateConfiguration gate : given) {
            gates.add(gate.gate());
        }
        return gates;
    }

    /** Without gates, findings make a build unstable, as failed tests do; a gate names its own result. */
    private static Result result(CheckResult checked, String incomplete) {
        Result worst =
                checked.gates().isEmpty() && checked.verdict() == Verdict.FAIL ? Result.UNSTABLE : Result.SUCCESS;
        for (GateResult gate : checked.gates()) {
            if (gate.outcome() == GateResult.Outcome.MISSED) {
                worst = worst.combine(result(gate.gate().criticality()));
            }
        }
        boolean undecided = checked.verdict() == Verdict.INCOMPLETE
                || !checked.undecidedRules().isEmpty();
        return undecided && !incomplete.equals("NOTE") ? worst.combine(Result.fromString(incomplete)) : worst;
    }

    private static Result result(Criticality criticality) {
        return switch (criticality) {
            case NOTE -> Result.SUCCESS;
            case UNSTABLE -> Result.UNSTABLE;
            case ERROR, FAILURE -> Result.FAILURE;
        };
    }

    /** The folder of a build's reports: beside its log, outside of its artifacts. */
    static Path folder(Run<?, ?> run) {
        return run.getRootDir().toPath().resolve("node-memory");
    }

    /** The file name of a report in that folder. */
    String file(ReportFormat format) {
        return "check-%d.%s".formatted(number, format.extension());
    }

    /** Copies the reports to a folder of a workspace. */
    public void copyReports(Run<?, ?> run, FilePath target) throws IOException, InterruptedException {
        target.mkdirs();
        for (ReportFormat format : ReportFormats.ALL) {
            try (InputStream in = KeptReport.open(folder(run).resolve(file(format)))) {
                target.child(file(format)).copyFrom(in);
            }
        }
    }

    /** The result of the build after this check. */
    public Result result() {
        return Result.fromString(result);
    }

    @Whitelisted
    public int getNumber() {
        return number;
    }

    @Whitelisted
    public String getStore() {
        return store;
    }

    /** Number of the capture in its store. */
    @Whitelisted
    public long getCapture() {
        return capture;
    }

    @Whitelisted
    public String getNode() {
        return node;
    }

    /** The number of the baseline's capture, or null. */
    @Whitelisted
    public Long getBaseline() {
        return baseline;
    }

    /** PASS, FAIL or INCOMPLETE. */
    @Whitelisted
    public String getVerdict() {
        return verdict;
    }

    /** The result that this check gave the build: SUCCESS, UNSTABLE or FAILURE. */
    @Whitelisted
    public String getResult() {
        return result;
    }

    /** The summary in one sentence. */
    @Whitelisted
    public String getSummary() {
        return summary;
    }

    @Whitelisted
    public long getFindings() {
        return findings;
    }

    /** The number of findings that the baseline does not have; 0 without a baseline. */
    @Whitelisted
    public long getNewFindings() {
        return newFindings;
    }

    /** Findings by severity, the worst first. */
    @Whitelisted
    public Map<String, Long> getSeverities() {
        return new LinkedHashMap<>(severities);
    }

    @Whitelisted
    public List<String> getFailedRules() {
        return new ArrayList<>(failed);
    }

    @Whitelisted
    public List<String> getUndecidedRules() {
        return new ArrayList<>(undecided.keySet());
    }

    /** Why rules could not be decided, by their ids. */
    @Whitelisted
    public Map<String, String> getUndecided() {
        return new LinkedHashMap<>(undecided);
    }

    @Whitelisted
    public List<String> getGates() {
        return new ArrayList<>(gates);
    }

    @Whitelisted
    public List<String> getNotes() {
        return new ArrayList<>(notes);
    }

    /** The CSS class of Jenkins for the colour of the verdict. */
    public String getVerdictClass() {
        return switch (verdict.toUpperCase(Locale.ROOT)) {
            case "PASS" -> "jenkins-alert-success";
            case "FAIL" -> "jenkins-alert-danger";
            default -> "jenkins-alert-warning";
        };
    }

    @Whitelisted
    @Override
    public String toString() {
        return summary;
    }
}
