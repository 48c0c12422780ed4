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
import io.jenkins.plugins.nodememory.agent.AnalysisReport;
import io.jenkins.plugins.nodememory.agent.AnalyzeImage;
import io.jenkins.plugins.nodememory.agent.LogText;
import io.nodememory.evidence.Capture;
import io.nodememory.evidence.CaptureInfo;
import io.nodememory.evidence.CaptureReceiver;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/** The agent analyses and sends rows; the controller stores them as they come, so its heap does not grow with the image. */
final class CaptureExecution extends SynchronousNonBlockingStepExecution<NodeCapture> {
    private static final long serialVersionUID = 1L;

    /** How long the agent's last word may take once its last row is here. */
    private static final long SECONDS_TO_REPORT = 60;

    private final CaptureNodeMemoryStep step;

    CaptureExecution(StepContext context, CaptureNodeMemoryStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected NodeCapture run() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        FilePath workspace = getContext().get(FilePath.class);
        TaskListener listener = getContext().get(TaskListener.class);
        run.checkPermission(NodeMemoryPermissions.CAPTURE);
        String store = ControllerStore.checkedName(step.getStore());
        FastPipedInputStream rows = new FastPipedInputStream();
        RemoteOutputStream sent = new RemoteOutputStream(new FastPipedOutputStream(rows));
        Future<AnalysisReport> agent =
                workspace.actAsync(new AnalyzeImage(step.getFile(), step.getSymbols(), tool(), sent, listener));
        NodeCapture capture = StoreThread.call(() -> receive(run, store, rows, agent), () -> agent.cancel(true));
        CaptureAction.of(run).add(capture);
        tell(capture, listener);
        return capture;
    }

    private NodeCapture receive(Run<?, ?> run, String name, InputStream rows, Future<AnalysisReport> agent)
            throws Exception {
        try (ControllerStore store = ControllerStore.use(name);
                rows) {
            Capture capture;
            try {
                capture = new CaptureReceiver(rows, store.evidence()).receive(info -> complement(run, info));
            } catch (BadInputException | IOException e) {
                // The agent knows better than who only sees its words end.
                report(agent);
                throw e;
            }
            try {
                return new NodeCapture(name, capture, store.evidence().tablesOf(capture.id()), report(agent));
            } catch (Exception e) {
                store.evidence().delete(capture.id(), operator(run), "the step that made it failed");
                throw e;
            }
        } catch (BadInputException e) {
            throw new AbortException(LogText.printable(e.getMessage()));
        }
    }

    /** @throws Exception what the analysis failed with */
    private static AnalysisReport report(Future<AnalysisReport> agent) throws Exception {
        try {
            return agent.get(SECONDS_TO_REPORT, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RequestAbortedException || e.getCause() instanceof ChannelClosedException) {
                throw new AbortException("the agent went away while it analysed the image; nothing of it is kept");
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            agent.cancel(true);
            throw new AbortException("the agent did not say how the analysis ended");
        }
    }

    private CaptureInfo complement(Run<?, ?> run, CaptureInfo info) {
        return new CaptureInfo(
                step.getName(),
                info.node(),
                operator(run) + ", by " + info.operator(),
                step.getReason(),
                tool(),
                info.image(),
                info.kernel());
    }

    private static String operator(Run<?, ?> run) {
        User user = User.current();
        return (user == null ? "" : user.getId() + " in ") + run.getExternalizableId();
    }

    private static String tool() {
        var plugin = Jenkins.get().getPluginManager().whichPlugin(CaptureExecution.class);
        return "node-memory " + (plugin == null ? "" : plugin.getVersion());
    }

    private static void tell(NodeCapture capture, TaskListener listener) {
        LogText.println(
                listener,
                "%s, %s of its RAM, %,d problems".formatted(capture, capture.getCoverageText(), capture.getProblems()));
        for (String warning : capture.getWarnings()) {
            LogText.println(listener, "INCOMPLETE: " + warning);
        }
    }
}
