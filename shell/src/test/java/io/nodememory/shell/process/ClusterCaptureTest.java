package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.nodememory.capture.kubernetes.ClusterMock;
import io.nodememory.capture.kubernetes.ExecMock;
import io.nodememory.capture.node.FakeNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code nodemem capture --node} with the packed command, on fabric8's mock of an API server, ended in the middle of it. */
class ClusterCaptureTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private ClusterMock cluster;

    @BeforeEach
    void startCluster() {
        cluster = new ClusterMock();
        cluster.node(new NodeBuilder()
                .withNewMetadata()
                .withName("node-7")
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build());
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void anEndedCaptureLeavesNoPodAndNoFile(String signal, int status) throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));
        Path said = folder.resolve("said");
        Path asked = folder.resolve("asked");
        FakeNode node = new FakeNode(Files.createDirectory(folder.resolve("node")));
        String slow =
                "dd() { case \"$*\" in *bs=1048576*) : >%s; sleep 300;; *) env dd \"$@\";; esac; }".formatted(asked);
        cluster.exec(() -> new ExecMock(node.shell(slow), Long.MAX_VALUE));
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
        Process process = new ProcessBuilder(
                        Nodemem.LAUNCHER.toString(),
                        "capture",
                        "--node",
                        "node-7",
                        "--kubeconfig",
                        kubeconfig.toString(),
                        "--full",
                        "--no-analysis",
                        "-o",
                        "full.lime")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS); !Files.exists(asked); ) {
                assertThat(process.isAlive() && System.nanoTime() < end)
                        .as(() -> "a capture that goes on: " + contentOf(said))
                        .isTrue();
                Thread.onSpinWait();
            }
            assertThat(cluster.pods).hasSize(1);
            assertThat(work).isNotEmptyDirectory();
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(status);
        assertThat(said).content().contains("the capture was cancelled; no image is left of it");
        assertThat(cluster.pods).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
