package io.jenkins.plugins.nodememory;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.User;
import hudson.remoting.ChannelClosedException;
import hudson.remoting.FastPipedInputStream;
import hudson.remoting.FastPipedOutputStream;
import hudson.remoting.RemoteOutputStream;
import hudson.remoting.RequestAbortedException;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.nodememory.agent.AcquiredImage;
import io.jenkins.plugins.nodememory.agent.AcquisitionRequest;
import io.jenkins.plugins.nodememory.agent.AnalysisReport;
import io.jenkins.plugins.nodememory.agent.AnalyzeImage;
import io.jenkins.plugins.nodememory.common.LogText;
import io.jenkins.plugins.nodememory.store.ControllerStore;
import io.jenkins.plugins.nodememory.store.StoreThread;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import jenkins.model.Jenkins;

/**
 * One capture of a build. The agent captures, analyses and sends rows. The controller stores each row on arrival, so its heap
 * does not grow with the image.
 */
final class BuildCapture {
    /** The time limit for the agent's report after its last row. */
    private static final long SECONDS_TO_REPORT = 60;

    private final CaptureNodeMemoryStep step;
    private final String key;
    private final String operator;
    private final Run<?, ?> run;
    private final FilePath workspace;
    private final TaskListener listener;
    private final FilePath folder;

    /**
     * @param key identifies this capture; part of the names of its pod and folder
     * @param operator the user or build that requested the capture
     */
    BuildCapture(
            CaptureNodeMemoryStep step,
            String key,
            String operator,
            Run<?, ?> run,
            FilePath workspace,
            TaskListener listener)
            throws AbortException {
        if ((step.getFile() == null) == (step.getNode() == null)) {
            throw new AbortException(
                    "give captureNodeMemory either node, a node of a cluster, or file, an image in the workspace");
        }
        this.step = step;
        this.key = key;
        this.operator = operator;
        this.run = run;
        this.workspace = workspace;
        this.listener = listener;
        this.folder = folder();
    }

    private FilePath folder() {
        FilePath temporary = WorkspaceList.tempDir(workspace);
        return (temporary == null ? workspace : temporary).child(AcquisitionRequest.Paths.scratchName(key));
    }

    static String operator(Run<?, ?> run) {
        User user = User.current();
        return (user == null ? "" : user.getId() + " in ") + run.getExternalizableId();
    }

    static String tool() {
        var plugin = Jenkins.get().getPluginManager().whichPlugin(BuildCapture.class);
        return "node-memory " + (plugin == null ? "" : plugin.getVersion());
    }

    /** @param goesOn whether a failure is retried after a restart of the controller */
    AcquiredImage captureNode(BooleanSupplier goesOn) throws Exception {
        return new NodeAcquisition(step, key, operator, run, listener, goesOn).capture(workspace, folder);
    }

    /** @param captured null if the step names a file */
    CaptureSummary analyze(AcquiredImage captured) throws Exception {
        String store = ControllerStore.checkedName(step.getStore(), run);
        String image = captured == null ? step.getFile() : captured.path();
        FastPipedInputStream rows = new FastPipedInputStream();
        RemoteOutputStream sent = new RemoteOutputStream(new FastPipedOutputStream(rows));
        Future<AnalysisReport> agent =
                workspace.actAsync(new AnalyzeImage(image, step.getSymbols(), tool(), sent, listener));
        List<String> warnings = captured == null ? List.of() : captured.warnings();
        CaptureSummary capture =
                StoreThread.call(() -> receive(store, rows, agent, warnings), () -> agent.cancel(true));
        CaptureAction.of(run).add(capture);
        tell(capture);
        return capture;
    }

    /** Deletes the temporary folder of the capture. */
    void tidy() {
        try {
            folder.deleteRecursive();
        } catch (IOException | RuntimeException e) {
            LogText.println(listener, "cannot remove %s: %s".formatted(folder, e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CaptureSummary receive(String name, InputStream rows, Future<AnalysisReport> agent, List<String> more)
            throws Exception {
        try (ControllerStore store = ControllerStore.use(name);
                rows) {
            Capture capture;
            try {
                capture = store.evidence().receive(rows, this::complement);
            } catch (BadInputException | IOException e) {
                // The agent knows the cause; this side only sees the end of the stream
                report(agent);
                throw e;
            }
            try {
                AnalysisReport report = report(agent);
                List<String> warnings = new ArrayList<>(more);
                warnings.addAll(report.warnings());
                return new CaptureSummary(
                        name,
                        capture,
                        store.evidence().tablesOf(capture.id()),
                        new AnalysisReport(warnings, report.problems()));
            } catch (Exception e) {
                store.evidence().delete(capture.id(), operator, "the step that created it failed");
                throw e;
            }
        } catch (BadInputException e) {
            throw new AbortException(LogText.printable(e.getMessage()));
        }
    }

    /** @throws Exception the failure of the analysis */
    private static AnalysisReport report(Future<AnalysisReport> agent) throws Exception {
        try {
            return agent.get(SECONDS_TO_REPORT, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failure(e, "the agent disconnected while it analysed the image; nothing of it is kept");
        } catch (TimeoutException e) {
            agent.cancel(true);
            throw new AbortException("the agent did not report the result of the analysis");
        }
    }

    /** The cause of failed work on an agent. */
    static Exception failure(ExecutionException e, String lost) {
        if (e.getCause() instanceof RequestAbortedException || e.getCause() instanceof ChannelClosedException) {
            return new AbortException(lost);
        }
        return e.getCause() instanceof Exception cause ? cause : e;
    }

    private CaptureInfo complement(CaptureInfo info) {
        String both = operator + ", by " + info.custody().operator();
        return info.with(step.getName(), new Custody(both, step.getReason(), tool()));
    }

    private void tell(CaptureSummary capture) {
        LogText.println(
                listener,
                "%s, %s of its RAM, %,d problems".formatted(capture, capture.getCoverageText(), capture.getProblems()));
        for (String warning : capture.getWarnings()) {
            LogText.println(listener, "INCOMPLETE: " + warning);
        }
    }
}
