package io.jenkins.plugins.nodememory;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.agent.PolicyTexts;
import io.jenkins.plugins.nodememory.check.BuildCheck;
import io.jenkins.plugins.nodememory.check.CheckAction;
import io.jenkins.plugins.nodememory.check.CheckSummary;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import io.nodememory.query.policy.QualityGate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One check of a build: collects the policies, runs them, keeps the reports, and sets the result of the build. */
final class CheckWork {
    /** The names of built-in policies; the path of a file in a workspace has a dot or a slash. */
    private static final String BUILT_IN = "[a-z][a-z0-9-]*";

    private static final Set<String> INCOMPLETE = Set.of("NOTE", "UNSTABLE", "FAILURE");

    private final CheckNodeMemoryStep step;
    private final Run<?, ?> run;
    private final FilePath workspace;
    private final TaskListener listener;

    /** @param workspace null if there is none */
    CheckWork(CheckNodeMemoryStep step, Run<?, ?> run, FilePath workspace, TaskListener listener) {
        this.step = step;
        this.run = run;
        this.workspace = workspace;
        this.listener = listener;
    }

    /** @throws AbortException if the check itself fails; findings do not throw */
    CheckSummary run() throws Exception {
        if (!INCOMPLETE.contains(step.getIncomplete())) {
            throw new AbortException("incomplete is NOTE, UNSTABLE or FAILURE, not " + step.getIncomplete());
        }
        CaptureSummary capture = step.getCapture() == null ? CaptureAction.newest(run) : step.getCapture();
        CheckSummary summary;
        try {
            BuildCheck check = new BuildCheck(
                    run,
                    capture.getStore(),
                    capture.getId(),
                    capture.getUuid(),
                    policies(),
                    step.getBaseline(),
                    gates());
            summary = check.run(BuildCapture.tool(), step.getIncomplete());
        } catch (BadInputException e) {
            throw new AbortException(LogText.printable(e.getMessage()));
        }
        CheckAction.of(run).add(summary);
        if (step.getOutput() != null) {
            summary.copyReports(run, needed(workspace).child(step.getOutput()));
        }
        tell(summary);
        if (summary.result() != Result.SUCCESS) {
            run.setResult(summary.result());
        }
        return summary;
    }

    private List<Policy> policies() throws Exception {
        List<Policy> policies = new ArrayList<>();
        for (String name : Util.fixNull(step.getPolicy()).split(",")) {
            if (name.isBlank()) {
                continue;
            }
            String policy = name.strip();
            if (policy.matches(BUILT_IN)) {
                policies.add(PolicyReader.read(policy, Map.of()));
            } else {
                PolicyTexts texts = needed(workspace).act(new PolicyTexts.Collect(policy));
                policies.add(PolicyReader.read(texts.name(), texts.files()));
            }
        }
        if (policies.isEmpty()) {
            throw new AbortException("name a policy: 'kubernetes' is built in, others are files of the workspace");
        }
        return policies;
    }

    private static FilePath needed(FilePath workspace) throws AbortException {
        if (workspace == null) {
            throw new AbortException("a policy or a folder of the workspace needs a workspace: check within 'node'");
        }
        return workspace;
    }

    private List<QualityGate> gates() throws AbortException {
        return CheckSummary.gates(step.getQualityGates());
    }

    /** Logs names of rules without rows: a reader of the log may lack the permission to view memory. */
    private void tell(CheckSummary summary) {
        LogText.println(listener, summary.getSummary());
        summary.getFailedRules().forEach(rule -> LogText.println(listener, "FAIL: " + rule));
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        summary.getUndecided()
                .forEach((rule, why) ->
                        reasons.computeIfAbsent(why, key -> new ArrayList<>()).add(rule));
        reasons.forEach((why, rules) ->
                LogText.println(listener, "UNDECIDED: %s: %s".formatted(why, String.join(", ", rules))));
        summary.getGates().forEach(gate -> LogText.println(listener, gate));
        summary.getNotes().forEach(note -> LogText.println(listener, note));
    }
}
