package io.jenkins.plugins.nodememory;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.access.ClusterAccess;
import io.jenkins.plugins.nodememory.agent.AcquireImage;
import io.jenkins.plugins.nodememory.agent.AcquiredImage;
import io.jenkins.plugins.nodememory.agent.AcquisitionRequest;
import io.jenkins.plugins.nodememory.cluster.Clusters;
import io.jenkins.plugins.nodememory.cluster.PodLedger;
import io.jenkins.plugins.nodememory.common.LogText;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Reads the memory of a node into an image on the agent, and leaves no pod. */
final class NodeAcquisition {
    /** The grace period after the pod's own deadline, which normally ends a capture first. */
    private static final long MINUTES_OF_GRACE = 5;

    private final CaptureNodeMemoryStep step;
    private final String key;
    private final String operator;
    private final Run<?, ?> run;
    private final TaskListener listener;
    private final BooleanSupplier goesOn;

    /** @param goesOn whether a failure is retried after a restart; then the pod and the files stay */
    NodeAcquisition(
            CaptureNodeMemoryStep step,
            String key,
            String operator,
            Run<?, ?> run,
            TaskListener listener,
            BooleanSupplier goesOn)
            throws AbortException {
        if (!step.getMode().equals(CaptureNodeMemoryStep.TARGETED)
                && !step.getMode().equals(CaptureNodeMemoryStep.FULL)) {
            throw new AbortException("mode is '%s' or '%s', not '%s'"
                    .formatted(CaptureNodeMemoryStep.TARGETED, CaptureNodeMemoryStep.FULL, step.getMode()));
        }
        this.step = step;
        this.key = key;
        this.operator = operator;
        this.run = run;
        this.listener = listener;
        this.goesOn = goesOn;
    }

    /**
     * @param workspace base of the paths of symbols and output
     * @param folder the temporary folder of this capture; it holds the image unless an output is given
     */
    AcquiredImage capture(FilePath workspace, FilePath folder) throws Exception {
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        ClusterAccess access = Clusters.ofBuild(step.reference(), run);
        long minutes = step.getTimeout() == 0 ? configuration.getTimeout() : step.getTimeout();
        AcquisitionRequest request = new AcquisitionRequest(
                access,
                new AcquisitionRequest.Pod(
                        step.getNode(),
                        step.getImage() == null ? configuration.getImage() : step.getImage(),
                        key,
                        minutes),
                new AcquisitionRequest.Paths(
                        step.getOutput() == null ? folder.child("node.avml").getRemote() : step.getOutput(),
                        folder.getRemote(),
                        step.getSymbols()),
                new AcquisitionRequest.Origin(BuildCapture.tool(), operator, step.getReason()),
                step.getMode().equals(CaptureNodeMemoryStep.FULL));
        String pod = AcquisitionRequest.Pod.name(key);
        PodLedger.get().add(pod, step.reference(), run);
        Future<AcquiredImage> agent = workspace.actAsync(new AcquireImage(request, listener));
        boolean agentRemovedIt = false;
        try {
            AcquiredImage captured = agent.get(minutes + MINUTES_OF_GRACE, TimeUnit.MINUTES);
            agentRemovedIt = true;
            return captured;
        } catch (ExecutionException e) {
            Exception failure = BuildCapture.failure(e, "the agent disconnected while it read the node's memory");
            agentRemovedIt = failure instanceof AbortException && failure == e.getCause();
            throw failure;
        } catch (TimeoutException e) {
            throw new AbortException("the capture did not end within %d minutes".formatted(minutes));
        } finally {
            if (agentRemovedIt || !goesOn.getAsBoolean()) {
                agent.cancel(true);
                tidy(access, pod, agentRemovedIt);
            }
        }
    }

    private void tidy(ClusterAccess access, String pod, boolean agentRemovedIt) throws Exception {
        if (agentRemovedIt) {
            PodLedger.get().remove(pod);
        } else {
            release(access, pod);
        }
    }

    /** Deletes the pod from the controller; after a failure the ledger retries later. */
    private void release(ClusterAccess access, String pod) throws Exception {
        boolean interrupted = Thread.interrupted();
        try {
            access.remove(pod);
            PodLedger.get().remove(pod);
        } catch (RuntimeException e) {
            LogText.println(listener, "the pod %s is removed later: %s".formatted(pod, e.getMessage()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
