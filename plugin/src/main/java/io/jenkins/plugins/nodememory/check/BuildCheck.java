package io.jenkins.plugins.nodememory.check;

import hudson.model.Run;
import io.jenkins.plugins.nodememory.store.ControllerStore;
import io.jenkins.plugins.nodememory.store.StoreThread;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.Cancellation;
import io.nodememory.query.check.Baselines;
import io.nodememory.query.check.CheckRequest;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.NodeCheck;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.QualityGate;
import io.nodememory.query.report.ReportFormat;
import io.nodememory.query.report.ReportFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Policies on a capture of a store, with the reports kept beside the build.
 *
 * @param baseline as the step names it, null for none
 * @param gates in place of the policies' own; empty for those
 */
public record BuildCheck(
        Run<?, ?> run,
        String store,
        long capture,
        String uuid,
        List<Policy> policies,
        String baseline,
        List<QualityGate> gates) {
    /**
     * @param tool program and version
     * @param incomplete the result of the build if rules are undecided
     */
    public CheckSummary run(String tool, String incomplete) throws Exception {
        Cancellation cancellation = new Cancellation();
        return StoreThread.call(
                () -> {
                    try (ControllerStore opened = ControllerStore.use(store)) {
                        return check(opened.evidence(), cancellation, tool, incomplete);
                    }
                },
                cancellation::cancel);
    }

    private CheckSummary check(EvidenceStore evidence, Cancellation cancellation, String tool, String incomplete)
            throws IOException {
        Capture stored = evidence.capture(capture);
        if (stored.isDeleted() || !stored.uuid().equals(uuid)) {
            throw new BadInputException(
                    "the rows of capture %d are no longer in the store %s".formatted(capture, store));
        }
        Optional<Capture> compared =
                baseline == null ? Optional.empty() : Baselines.resolve(evidence, baseline, capture, policies);
        CheckRequest request = CheckRequest.of(evidence, policies, capture)
                .withBaseline(compared.map(Capture::id).orElse(null))
                .withTool(tool)
                .withCancellation(cancellation);
        CheckResult result = NodeCheck.run(gates.isEmpty() ? request : request.withGates(gates));
        CheckSummary summary = new CheckSummary(
                CheckAction.of(run).next(), store, result, incomplete, baseline != null && compared.isEmpty());
        write(summary, result, evidence);
        TestResults.register(run, summary, result);
        return summary;
    }

    private void write(CheckSummary summary, CheckResult result, EvidenceStore evidence) throws IOException {
        Path folder = CheckSummary.folder(run);
        Files.createDirectories(folder);
        for (ReportFormat format : ReportFormats.ALL) {
            KeptReport.write(folder.resolve(summary.file(format)), out -> format.write(out, result, evidence));
        }
    }
}
