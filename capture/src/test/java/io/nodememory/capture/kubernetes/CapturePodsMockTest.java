package io.nodememory.capture.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against fabric8's mock of an API server: the pods that killed captures left. */
class CapturePodsMockTest {
    private final ClusterMock cluster = new ClusterMock();

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    private static PodBuilder pod() {
        return new PodBuilder(new PodRequest("node-7", "busybox:1.36", "ann@desk", "c0", Duration.ofMinutes(10)).pod());
    }

    @Test
    void sweepsAPodThatHasEnded() {
        cluster.pods.put(
                "nodemem-c0",
                pod().withNewStatus().withPhase("Failed").endStatus().build());
        try (KubernetesClient client = cluster.client()) {
            assertThat(CapturePods.sweep(client, "forensics", Duration.ofHours(1)))
                    .containsExactly("nodemem-c0");
        }
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void sweepsAPodThatRunsWhenItIsOld() {
        try (KubernetesClient client = cluster.client()) {
            client.pods().inNamespace("forensics").resource(pod().build()).create();
            assertThat(CapturePods.sweep(client, "forensics", Duration.ofHours(1)))
                    .isEmpty();
            assertThat(cluster.pods).containsKey("nodemem-c0");
            assertThat(CapturePods.sweep(client, "forensics", Duration.ZERO)).containsExactly("nodemem-c0");
            assertThat(CapturePods.remove(client, "forensics", "nodemem-c0")).isFalse();
        }
    }
}
