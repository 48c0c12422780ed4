package io.jenkins.plugins.nodememory.agent;

import hudson.AbortException;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.VirtualChannel;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.nodememory.access.ClusterAccess;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.capture.CaptureOrder;
import io.nodememory.capture.Custody;
import io.nodememory.capture.Depth;
import io.nodememory.capture.NodeCapture;
import io.nodememory.capture.kubernetes.PodRequest;
import io.nodememory.capture.kubernetes.PodShell;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import jenkins.MasterToSlaveFileCallable;

/**
 * Reads a node's memory into an image on the agent. Its pod is gone when this ends, however it ends; but if the controller does,
 * the pod stays, and of a full capture what was read: the same capture goes on with both.
 */
public final class AcquireImage extends MasterToSlaveFileCallable<AcquiredImage> {
    private static final long serialVersionUID = 1L;
    private static final Duration START = Duration.ofMinutes(3);

    private final ClusterAccess cluster;
    private final String node;
    private final String image;
    private final String key;
    private final long minutes;
    private final boolean full;
    private final String target;
    private final String scratch;
    private final String symbols;
    private final String tool;
    private final String operator;
    private final String reason;
    private final TaskListener listener;

    /**
     * @param key of this capture alone, which the pod's name has
     * @param minutes after which the cluster ends the pod
     * @param target path of the image, relative to the folder that this runs on
     * @param scratch folder of this capture alone
     * @param symbols relative likewise, null to search for them
     */
    public AcquireImage(
            ClusterAccess cluster,
            String node,
            String image,
            String key,
            long minutes,
            boolean full,
            String target,
            String scratch,
            String symbols,
            String tool,
            String operator,
            String reason,
            TaskListener listener) {
        this.cluster = cluster;
        this.node = node;
        this.image = image;
        this.key = key;
        this.minutes = minutes;
        this.full = full;
        this.target = target;
        this.scratch = scratch;
        this.symbols = symbols;
        this.tool = tool;
        this.operator = operator;
        this.reason = reason;
        this.listener = listener;
    }

    private PodRequest request() {
        return new PodRequest(node, image, operator, key, Duration.ofMinutes(minutes))
                .withLabels(Map.of("nodemem/by", "jenkins"));
    }

    /** The name of the pod of a capture. */
    public static String podName(String key) {
        return new PodRequest("", "", "", key, Duration.ZERO).podName();
    }

    /** The name of the folder that a capture has on its agent. */
    public static String folderName(String key) {
        return CaptureFolder.name(key);
    }

    @Override
    public AcquiredImage invoke(File workspace, VirtualChannel channel) throws IOException, InterruptedException {
        Path folder = workspace.toPath();
        Path file = folder.resolve(target).normalize();
        Path parent = file.getParent();
        if (parent == null || file.equals(folder)) {
            throw new AbortException("%s is no file to keep the image in".formatted(LogText.printable(target)));
        }
        Files.createDirectories(parent);
        try (CaptureFolder own = CaptureFolder.take(Path.of(scratch))) {
            Optional<AcquiredImage> ended = own.result();
            return ended.isPresent() ? ended.get() : own.keep(capture(folder, file));
        } catch (BadInputException e) {
            throw new AbortException(LogText.printable(e.getMessage()));
        } catch (CancellationException e) {
            throw new InterruptedException(e.getMessage());
        }
    }

    private AcquiredImage capture(Path folder, Path file) throws IOException {
        // Null where the controller is its own agent.
        Channel controller = Channel.current();
        LogText.println(listener, "asking for the pod %s on the node %s".formatted(podName(key), node));
        try (KubernetesClient client = cluster.client();
                PodShell shell = PodShell.reopen(client, cluster.namespace(), request(), START)) {
            if (shell.wasFound()) {
                LogText.println(listener, "found the pod %s again".formatted(podName(key)));
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
                        file,
                        ImageOutputFormat.AVML,
                        full ? Depth.FULL : Depth.TARGETED,
                        new Custody(tool, operator, reason, null))
                .withResume(key);
        KernelFile kernels = new KernelFile(symbols == null ? null : folder.resolve(symbols), listener);
        NodeCapture.Result captured = NodeCapture.run(
                shell,
                order,
                (live, facts) -> kernels.of(live, CosImage.parse(facts.osRelease())),
                new LogProgress(listener));
        LogText.println(listener, captured.summary());
        return new AcquiredImage(file.toString(), captured.sha256(), captured.warnings());
    }
}
