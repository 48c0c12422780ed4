package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

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
        cluster.node(ClusterMock.readyNode("node-7").build());
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
        cluster.exec(() -> new ExecMock(node.shell(HangingCapture.prologue(asked)), Long.MAX_VALUE));
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
        Process process =
                HangingCapture.start(work, said, asked, "--node", "node-7", "--kubeconfig", kubeconfig.toString());
        try {
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
}
