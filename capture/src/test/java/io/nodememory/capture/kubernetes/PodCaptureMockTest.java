package io.nodememory.capture.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodememory.capture.CaptureOrder;
import io.nodememory.capture.Custody;
import io.nodememory.capture.Depth;
import io.nodememory.capture.NodeCapture;
import io.nodememory.capture.node.FakeNode;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole captures through the exec channel of fabric8's mock server, with a real shell at its other end; no pod is left after any. */
class PodCaptureMockTest {
    private static final PodRequest REQUEST =
            new PodRequest("node-7", "busybox:1.36", "ann@desk", "c1", Duration.ofMinutes(10));

    @TempDir
    Path folder;

    private final ClusterMock cluster = new ClusterMock();
    private final AtomicInteger shells = new AtomicInteger();
    private FakeNode node;

    @BeforeEach
    void makeNode() throws IOException {
        node = new FakeNode(Files.createDirectory(folder.resolve("node")));
        cluster.node(ClusterMock.readyNode("node-7")
                .withNewSpec()
                .withProviderID("gce://project/zone/node-7")
                .endSpec()
                .build());
        cluster.exec(() -> exec("", Long.MAX_VALUE));
    }

    private ExecMock exec(String prologue, long cutAfter) {
        shells.incrementAndGet();
        return new ExecMock(node.shell(prologue), cutAfter);
    }

    @AfterEach
    void noPodIsLeft() {
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.requests).contains("POST /api/v1/namespaces/forensics/pods");
        cluster.close();
    }

    @Test
    void capturesAllRamOfTheNode() throws IOException {
        NodeCapture.Result result = capture();
        assertThat(result.warnings()).isEmpty();
        assertThat(result.transferred()).isGreaterThan(FakeNode.RAM_SIZE);
        assertHoldsAllRam(result.image());
        assertThat(result.manifest())
                .content()
                .contains("gce://project/zone/node-7", "\"BUILD_ID\": \"17800.147.54\"", "\"boot_id\": \"boot-1\"")
                .contains("pod forensics/nodemem-c1 on the node node-7", "\"reason\": \"a test\"", result.sha256());
    }

    @Test
    void goesOnWhereTheConnectionWasCut() throws IOException {
        cluster.exec(() -> exec("", shells.get() == 0 ? 5_000_000 : Long.MAX_VALUE));
        NodeCapture.Result result = capture();
        assertThat(shells).hasValue(2);
        assertHoldsAllRam(result.image());
        assertThat(result.manifest()).content().contains("\"reconnected\": 1");
    }

    /** An API server that has just started forbids everything until it has read the roles. */
    @Test
    void goesOnAfterAnApiServerAllowedNothingForAMoment() throws IOException {
        String pod = "GET /api/v1/namespaces/forensics/pods/nodemem-c1";
        cluster.exec(() -> {
            if (shells.get() == 0) {
                cluster.refuseOnce(pod, 403, "pods \"nodemem-c1\" is forbidden");
            }
            return exec("", shells.get() == 0 ? 5_000_000 : Long.MAX_VALUE);
        });
        assertHoldsAllRam(capture().image());
        assertThat(shells).hasValue(2);
    }

    @Test
    void aConnectionThatIsAlwaysCutIsNoSuccess() {
        cluster.exec(() -> exec("", 2_000_000));
        assertThatThrownBy(this::capture)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke 6 times in a row");
        assertThat(folder.resolve("node.lime")).doesNotExist();
    }

    @Test
    void saysThatThePodWasEvictedMeanwhile() {
        cluster.exec(() -> {
            cluster.status(new PodStatusBuilder()
                    .withPhase("Failed")
                    .withReason("Evicted")
                    .withMessage("The node was low on resource: memory.")
                    .build());
            return exec("", 2_000_000);
        });
        assertThatThrownBy(this::capture)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("evicted the capture's pod: The node was low on resource: memory.");
    }

    @Test
    void saysThatTheKernelIsLockedDown() throws IOException {
        Files.delete(node.file("/proc/kcore"));
        Files.createDirectory(node.file("/proc/kcore"));
        node.put("/sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
        assertThatThrownBy(this::capture).isInstanceOf(BadInputException.class).hasMessageContaining("locked down");
    }

    @Test
    void saysThatThereIsNoKcore() throws IOException {
        Files.delete(node.file("/proc/kcore"));
        assertThatThrownBy(this::capture).isInstanceOf(BadInputException.class).hasMessageContaining("no /proc/kcore");
    }

    @Test
    void saysWhichPermissionForTheShellIsMissing() {
        cluster.refuse(
                "GET /api/v1/namespaces/forensics/pods/nodemem-c1/exec",
                403,
                "pods \"nodemem-c1\" is forbidden: User \"ann\" cannot create resource \"pods/exec\"");
        assertThatThrownBy(this::capture)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no permission to get and create pods/exec in the namespace forensics");
    }

    /** For example where the API server cannot resolve the node's name. */
    @Test
    void saysThatTheKubeletCannotBeReached() {
        cluster.refuse(
                "GET /api/v1/namespaces/forensics/pods/nodemem-c1/exec",
                500,
                "error dialing backend: dial tcp: lookup node-7: no such host");
        assertThatThrownBy(this::capture)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("opens no shell")
                .hasMessageContaining("check that its API server reaches the kubelet of the node node-7");
    }

    /** Then the deadline ends the pod, and the user gets a message. */
    @Test
    void knowsThatItMayNotRemoveThePod() throws IOException {
        cluster.refuse("DELETE /api/v1/namespaces/forensics/pods", 403, "pods \"nodemem-c1\" is forbidden");
        try (KubernetesClient client = cluster.client()) {
            PodShell shell = PodShell.open(client, "forensics", REQUEST, Duration.ofMinutes(10));
            shell.close();
            assertThat(shell.isRemoved()).isFalse();
            cluster.allow();
            CapturePods.remove(client, "forensics", REQUEST.podName());
        }
    }

    @Test
    void anInterruptRemovesThePodAndTheImage() {
        String slow = "dd() { case \"$*\" in *bs=1048576*) sleep 60;; esac; env dd \"$@\"; }";
        Thread here = Thread.currentThread();
        cluster.exec(() -> {
            here.interrupt();
            return exec(slow, Long.MAX_VALUE);
        });
        assertThatThrownBy(this::capture).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.resolve("node.lime")).doesNotExist();
    }

    private NodeCapture.Result capture() throws IOException {
        Custody custody = new Custody("test 1", "ann@desk", "a test", null);
        CaptureOrder order = new CaptureOrder(folder.resolve("node.lime"), ImageOutputFormat.LIME, Depth.FULL, custody);
        try (KubernetesClient client = cluster.client();
                PodShell shell = PodShell.open(client, "forensics", REQUEST, Duration.ofMinutes(10))) {
            return NodeCapture.run(
                    shell,
                    order,
                    (image, facts) -> {
                        throw new AssertionError("a full capture needs no symbols");
                    },
                    (doing, done, total) -> {});
        }
    }

    private void assertHoldsAllRam(Path file) {
        try (MemoryImage image = MemoryImages.open(file)) {
            byte[] bytes = new byte[FakeNode.RAM_SIZE];
            image.read(FakeNode.RAM_START, bytes, 0, bytes.length);
            assertThat(Arrays.equals(bytes, node.ram)).isTrue();
        }
    }
}
