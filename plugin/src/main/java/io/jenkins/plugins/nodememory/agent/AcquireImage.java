package io.jenkins.plugins.nodememory.agent;

import hudson.AbortException;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.VirtualChannel;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.capture.CaptureOrder;
import io.nodememory.capture.Custody;
import io.nodememory.capture.Depth;
import io.nodememory.capture.NodeCapture;
import io.nodememory.capture.kubernetes.PodShell;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import jenkins.MasterToSlaveFileCallable;

/**
 * Reads a node's memory into an image on the agent. The pod is deleted at the end, also after a failure. If the controller ends
 * first, the pod and the blocks of a full capture stay, and the same capture continues with both.
 */
public final class AcquireImage extends MasterToSlaveFileCallable<AcquiredImage> {
    private static final long serialVersionUID = 1L;
    private static final Duration START = Duration.ofMinutes(3);

    private final AcquisitionRequest request;
    private final TaskListener listener;

    public AcquireImage(AcquisitionRequest request, TaskListener listener) {
        this.request = request;
        this.listener = listener;
    }

    @Override
    public AcquiredImage invoke(File workspace, VirtualChannel channel) throws IOException, InterruptedException {
        Path folder = workspace.toPath();
        Path file = folder.resolve(request.paths().target()).normalize();
        Path parent = file.getParent();
        if (parent == null || file.equals(folder)) {
            throw new AbortException("%s is not a file in the workspace"
                    .formatted(LogText.printable(request.paths().target())));
        }
        Files.createDirectories(parent);
        try (CaptureFolder own = CaptureFolder.take(Path.of(request.paths().scratch()))) {
            Optional<AcquiredImage> ended = own.result();
            return ended.isPresent() ? ended.get() : own.keep(capture(folder, file));
        } catch (BadInputException e) {
            throw new AbortException(LogText.printable(e.getMessage()));
        } catch (CancellationException e) {
            throw new InterruptedException(e.getMessage());
        }
    }

    private AcquiredImage capture(Path folder, Path file) throws IOException {
        // Null on the controller's built-in node
        Channel controller = Channel.current();
        LogText.println(
                listener,
                "asking for the pod %s on the node %s"
                        .formatted(request.podRequest().podName(), request.pod().node()));
        try (KubernetesClient client = request.cluster().client();
                PodShell shell = PodShell.reopen(client, request.cluster().namespace(), request.podRequest(), START)) {
            if (shell.wasFound()) {
                LogText.println(
                        listener,
                        "found the existing pod %s"
                                .formatted(request.podRequest().podName()));
            }
            boolean ended = false;
            try {
                AcquiredImage captured = capture(shell, folder, file);
                ended = true;
                return captured;
            } finally {
                if (!ended && controller != null && controller.isClosingOrClosed()) {
                    shell.leave();
                } else {
                    NodeCapture.drop(file);
                }
            }
        }
    }

    private AcquiredImage capture(PodShell shell, Path folder, Path file) throws IOException {
        CaptureOrder order = new CaptureOrder(
                        file, ImageOutputFormat.AVML, request.full() ? Depth.FULL : Depth.TARGETED, custody())
                .withResume(request.pod().key());
        KernelFile kernels = new KernelFile(symbols(folder), listener);
        NodeCapture.Result captured = NodeCapture.run(
                shell,
                order,
                (live, facts) -> kernels.of(live, CosImage.parse(facts.osRelease())),
                new LogProgress(listener));
        LogText.println(listener, captured.summary());
        return new AcquiredImage(file.toString(), captured.sha256(), captured.warnings());
    }

    private Custody custody() {
        AcquisitionRequest.Origin origin = request.origin();
        return new Custody(origin.tool(), origin.operator(), origin.reason(), null);
    }

    private Path symbols(Path folder) {
        String symbols = request.paths().symbols();
        return symbols == null ? null : folder.resolve(symbols);
    }
}
