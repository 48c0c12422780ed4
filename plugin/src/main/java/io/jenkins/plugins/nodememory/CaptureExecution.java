package io.jenkins.plugins.nodememory;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.agent.AcquiredImage;
import io.jenkins.plugins.nodememory.common.LogText;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A capture in a pipeline. Its key survives a restart of the controller: it leads to the pod and, on the agent, to the blocks of
 * a full capture. A complete image survives too; the analysis starts again.
 */
final class CaptureExecution extends StepExecution {
    private static final long serialVersionUID = 3L;
    private static final int KEY_LENGTH = 12;
    private static final Duration PATIENCE_WITH_AGENT = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 500;

    private final CaptureNodeMemoryStep step;
    private final String key = UUID.randomUUID().toString().replace("-", "").substring(0, KEY_LENGTH);
    private String operator;
    private AcquiredImage captured;

    private transient volatile Jenkins controller;
    private transient volatile Thread worker;
    private transient volatile Throwable stopped;
    private transient boolean resumed;

    CaptureExecution(StepContext context, CaptureNodeMemoryStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        run.checkPermission(NodeMemoryPermissions.CAPTURE);
        operator = BuildCapture.operator(run);
        begin();
        return false;
    }

    @Override
    public void onResume() {
        resumed = true;
        begin();
    }

    @Override
    public void stop(Throwable cause) {
        stopped = cause;
        Thread working = worker;
        if (working == null) {
            getContext().onFailure(cause);
        } else {
            working.interrupt();
        }
    }

    @Override
    public String getStatus() {
        return captured == null && step.getNode() != null ? "reading the node's memory" : "analysing an image";
    }

    private void begin() {
        controller = Jenkins.get();
        Thread thread = new Thread(this::work, "node-memory capture " + key);
        thread.setDaemon(true);
        worker = thread;
        thread.start();
    }

    private void work() {
        CaptureSummary result;
        try {
            result = capture();
        } catch (Throwable e) {
            if (stopped != null) {
                getContext().onFailure(stopped);
            } else if (!isShuttingDown()) {
                getContext().onFailure(e);
            }
            return;
        }
        getContext().onSuccess(result);
    }

    /** A controller that shuts down disconnects its agents. That is not a failure: the work continues after the restart. */
    private boolean isShuttingDown() {
        return Shutdown.hasBegun(controller);
    }

    private CaptureSummary capture() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        TaskListener listener = getContext().get(TaskListener.class);
        FilePath workspace = workspace();
        BuildCapture work = new BuildCapture(step, key, operator, run, workspace, listener);
        try {
            if (step.getNode() != null && captured == null) {
                if (resumed) {
                    LogText.println(listener, "the controller was restarted: the capture continues where possible");
                }
                captured = work.captureNode(this::isShuttingDown);
                getContext().saveState();
            }
            return work.analyze(captured);
        } finally {
            if (!isShuttingDown()) {
                work.tidy();
            }
        }
    }

    /** After a restart the agent reconnects some time after the controller. */
    private FilePath workspace() throws Exception {
        Instant end = Instant.now().plus(PATIENCE_WITH_AGENT);
        while (Instant.now().isBefore(end)) {
            FilePath workspace = getContext().get(FilePath.class);
            Computer computer = workspace == null ? null : workspace.toComputer();
            if (computer != null && computer.isOnline()) {
                return workspace;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new AbortException(
                "the agent did not reconnect within %d minutes".formatted(PATIENCE_WITH_AGENT.toMinutes()));
    }
}
