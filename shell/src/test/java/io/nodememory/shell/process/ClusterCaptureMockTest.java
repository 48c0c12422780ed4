package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.nodememory.capture.kubernetes.ClusterMock;
import io.nodememory.capture.kubernetes.ExecMock;
import io.nodememory.capture.node.FakeNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code nodemem capture --node} with the packed command, on fabric8's mock of an API server, ended by a signal at each point of a
 * capture. The mock never answers the request of that point.
 */
class ClusterCaptureMockTest {
    private static final String POD = "/api/v1/namespaces/forensics/pods";

    /** A point of a capture, in their order. */
    enum Point {
        CREDENTIALS,
        CONNECTING,
        REMOVING_OLD_PODS,
        CREATING_THE_POD,
        WAITING_FOR_THE_POD,
        OPENING_A_SHELL,
        DESCRIBING_THE_NODE,
        READING,
        REMOVING_THE_POD
    }

    private enum Signal {
        INT(130),
        TERM(143);

        private final int status;

        Signal(int status) {
            this.status = status;
        }
    }

    @TempDir
    Path folder;

    private ClusterMock cluster;

    @BeforeEach
    void startCluster() {
        cluster = new ClusterMock();
        cluster.node(ClusterMock.readyNode("node-7").build());
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    static Stream<Arguments> signals() {
        return Arrays.stream(Point.values())
                .flatMap(point -> Stream.of(Signal.values()).map(signal -> Arguments.of(signal, point)));
    }

    @ParameterizedTest
    @MethodSource("signals")
    void aSignalLeavesNoPodAndNoImage(Signal signal, Point point) throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));
        Path asked = folder.resolve("asked");
        FakeNode node = new FakeNode(Files.createDirectory(folder.resolve("node")));
        String prologue = point == Point.READING ? HangingCapture.prologue(asked) : "";
        cluster.exec(() -> new ExecMock(node.shell(prologue), Long.MAX_VALUE));
        hold(point);
        String kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig(point, asked))
                .toString();
        HangingCapture capture =
                HangingCapture.start(work, folder.resolve("said"), "--node", "node-7", "--kubeconfig", kubeconfig);
        try {
            capture.await(() -> cluster.isHeld() || Files.exists(asked) || isWaitedFor());
            assertThat(capture.end(signal.name())).isEqualTo(signal.status);
        } finally {
            capture.kill();
        }
        assertThat(folder.resolve("said")).hasContent("nodemem: the capture was cancelled; no image is left of it\n");
        assertThat(cluster.pods).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    private void hold(Point point) {
        switch (point) {
            case CONNECTING -> cluster.hold(request -> request.startsWith("GET /api/v1/nodes/"));
            case REMOVING_OLD_PODS -> cluster.hold(request -> request.contains("?labelSelector="));
            case CREATING_THE_POD -> cluster.hold(request -> request.startsWith("POST "));
            case WAITING_FOR_THE_POD ->
                cluster.status(new PodStatusBuilder().withPhase("Pending").build());
            case OPENING_A_SHELL -> cluster.hold(request -> request.contains("/exec?"));
            case DESCRIBING_THE_NODE -> cluster.hold(request -> request.startsWith("GET /api/v1/pods?fieldSelector="));
            case REMOVING_THE_POD -> cluster.hold(request -> request.startsWith("DELETE "));
            case CREDENTIALS, READING -> {
                // A program of this machine or of the node writes the file that says that it runs.
            }
        }
    }

    /** Whether the pod was looked at twice and so the capture waits for it. */
    private boolean isWaitedFor() {
        List<String> looks = cluster.requests.stream()
                .filter(request -> request.startsWith("GET " + POD + "/nodemem-") && !request.contains("/exec"))
                .toList();
        return cluster.isPending() && looks.size() > 1;
    }

    /** With a program that fetches the credentials and does not end, where that is the point. */
    private String kubeconfig(Point point, Path asked) {
        String program = """
                exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never,
                command: sh, args: [-c, "echo asked >%s; exec sleep 600"]}""".formatted(asked);
        String text = cluster.kubeconfig();
        return point == Point.CREDENTIALS ? text.replace("token: none", program) : text;
    }
}
