package io.nodememory.capture.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodememory.capture.CaptureOrder;
import io.nodememory.capture.Custody;
import io.nodememory.capture.Depth;
import io.nodememory.capture.NodeCapture;
import io.nodememory.capture.node.FakeNode;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts during each request to fabric8's mock of an API server, which never answers that request. */
class InterruptedCaptureMockTest {
    private static final PodRequest REQUEST =
            new PodRequest("node-7", "busybox:1.36", "ann@desk", "c1", Duration.ofMinutes(10));
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    void anInterruptDuringAnyRequestCancelsTheCaptureAndRemovesThePod() throws Exception {
        FakeNode node = new FakeNode(Files.createDirectory(folder.resolve("node")));
        List<String> interrupted = new ArrayList<>();
        while (interruptDuring(interrupted.size(), node, interrupted)) {
            assertThat(interrupted.size()).as("requests %s", interrupted).isLessThan(100);
        }
        assertThat(interrupted)
                .anyMatch(request -> request.startsWith("GET /api/v1/nodes/node-7"))
                .anyMatch(request -> request.contains("/pods?labelSelector="))
                .anyMatch(request -> request.startsWith("POST "))
                .anyMatch(request -> request.endsWith("/pods/nodemem-c1"))
                .anyMatch(request -> request.contains("/exec?"))
                .anyMatch(request -> request.contains("/pods?fieldSelector="))
                .last()
                .asString()
                .startsWith("DELETE ");
    }

    /** @return false if a whole capture has no request of that number */
    private boolean interruptDuring(int number, FakeNode node, List<String> interrupted) throws Exception {
        Path image = folder.resolve("image-%d.lime".formatted(number));
        try (ClusterMock cluster = cluster(node)) {
            cluster.hold(request -> cluster.requests.size() == number);
            FutureTask<NodeCapture.Result> capture = new FutureTask<>(() -> capture(cluster, image));
            Thread thread = new Thread(capture, "capture");
            thread.start();
            Waiting.until(() -> cluster.isHeld() || capture.isDone(), cluster.requests::toString);
            if (!cluster.isHeld()) {
                capture.get();
                return false;
            }
            thread.interrupt();
            thread.join();
            interrupted.add(cluster.requests.get(number));
            assertThat(cluster.pods).as("pods after %s", interrupted).isEmpty();
            assertCancelled(capture, image, interrupted);
        }
        return true;
    }

    /** The image is finished when the pod is removed; its caller drops it. */
    private static void assertCancelled(FutureTask<NodeCapture.Result> capture, Path image, List<String> interrupted)
            throws Exception {
        try {
            capture.get().delete();
            assertThat(interrupted).last().asString().startsWith("DELETE ");
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as("after %s", interrupted).isInstanceOf(CancellationException.class);
            assertThat(e.getCause().getSuppressed()).isEmpty();
        }
        try (var left = Files.list(image.getParent())) {
            assertThat(left.filter(file -> !file.endsWith("node"))).isEmpty();
        }
    }

    /** For example where an admission webhook is slow. */
    @Test
    void removesAPodThatIsCreatedAfterTheInterrupt() throws Exception {
        FakeNode node = new FakeNode(Files.createDirectory(folder.resolve("node")));
        try (ClusterMock cluster = cluster(node)) {
            cluster.holdCreation();
            FutureTask<NodeCapture.Result> capture =
                    new FutureTask<>(() -> capture(cluster, folder.resolve("image.lime")));
            Thread thread = new Thread(capture, "capture");
            thread.start();
            cluster.awaitHeld();
            thread.interrupt();
            Waiting.until(
                    () -> cluster.requests.stream().anyMatch(request -> request.startsWith("DELETE ")),
                    cluster.requests::toString);
            cluster.createLate();
            assertThatThrownBy(capture::get).hasCauseInstanceOf(CancellationException.class);
            assertThat(cluster.pods).isEmpty();
        }
    }

    private static ClusterMock cluster(FakeNode node) {
        ClusterMock cluster = new ClusterMock();
        cluster.node(ClusterMock.readyNode("node-7").build());
        cluster.exec(() -> new ExecMock(node.shell(), Long.MAX_VALUE));
        return cluster;
    }

    private static NodeCapture.Result capture(ClusterMock cluster, Path image) throws Exception {
        CaptureOrder order = new CaptureOrder(
                image, ImageOutputFormat.LIME, Depth.FULL, new Custody("test 1", "ann@desk", "a test", null));
        try (KubernetesClient client = cluster.client();
                PodShell shell = PodShell.open(client, "forensics", REQUEST, PATIENCE)) {
            return NodeCapture.run(
                    shell,
                    order,
                    (memory, facts) -> {
                        throw new AssertionError("a full capture needs no symbols");
                    },
                    (doing, done, total) -> {});
        }
    }
}
