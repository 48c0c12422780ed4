package io.nodememory.capture.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.nodememory.capture.node.NodeReader;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against fabric8's mock of an API server: the messages of refusals, and that no pod is left. */
@EnableKubernetesMockClient
class PodShellMockTest {
    private static final String PODS = "/api/v1/namespaces/forensics/pods";
    private static final String POD = PODS + "/nodemem-c1";
    private static final PodRequest REQUEST =
            new PodRequest("node-7", "busybox:1.36", "ann@desk", "c1", Duration.ofMinutes(10));

    KubernetesMockServer server;
    KubernetesClient client;

    private boolean podWasMade = true;

    @BeforeEach
    void answerToDeletion() {
        server.expect().delete().withPath(POD).andReturn(200, new Status()).always();
        server.expect()
                .get()
                .withPath(PODS + "?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dnodemem")
                .andReturn(200, new PodListBuilder().build())
                .always();
    }

    /** Each test that may have created a pod deletes it. */
    @AfterEach
    void noPodIsLeft() throws InterruptedException {
        List<String> requests = new ArrayList<>();
        for (int count = server.getRequestCount(); count > 0; count--) {
            var request = server.takeRequest();
            requests.add(request.getMethod() + " " + request.getPath());
        }
        if (podWasMade) {
            assertThat(requests).contains("POST " + PODS).contains("DELETE " + POD);
            assertThat(requests.indexOf("DELETE " + POD)).isGreaterThan(requests.indexOf("POST " + PODS));
        } else {
            assertThat(requests).doesNotContain("POST " + PODS);
        }
    }

    @Test
    void runsOnExactlyThatNodeWithLeastOfAll() throws Exception {
        ready();
        pod(new PodStatusBuilder().withPhase("Running").build());
        try (PodShell shell = PodShell.open(client, "forensics", REQUEST, Waiting.LIMIT)) {
            assertThat(shell.description()).isEqualTo("pod forensics/nodemem-c1 on the node node-7");
        }
        Pod pod = REQUEST.pod();
        assertThat(pod.getSpec().getNodeName()).isEqualTo("node-7");
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSpec().getActiveDeadlineSeconds()).isEqualTo(600);
        assertThat(pod.getSpec().getTolerations())
                .singleElement()
                .satisfies(toleration -> assertThat(toleration.getOperator()).isEqualTo("Exists"));
        assertThat(pod.getSpec().getContainers())
                .singleElement()
                .satisfies(
                        container -> assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                                .isTrue());
        assertThat(pod.getMetadata().getLabels()).containsEntry("nodemem/owner", "ann_desk");
    }

    @Test
    void findsThePodOfAnEarlierAttemptAndLeavesItToTheNext() {
        podWasMade = false;
        ready();
        pod(new PodStatusBuilder().withPhase("Running").build());
        try (PodShell shell = PodShell.reopen(client, "forensics", REQUEST, Waiting.LIMIT)) {
            assertThat(shell.wasFound()).isTrue();
            shell.leave();
        }
    }

    @Test
    void saysWhichPermissionIsMissing() {
        ready();
        refuse(403, "pods is forbidden: User \"ann\" cannot create resource \"pods\" in API group \"\"");
        assertRefused("no permission to create pods in the namespace forensics");
    }

    @Test
    void saysThatPodSecurityRefuses() {
        ready();
        refuse(403, "pods \"nodemem-c1\" is forbidden: violates PodSecurity \"restricted:latest\": privileged");
        assertRefused("pod-security.kubernetes.io/enforce=privileged");
    }

    @Test
    void saysThatAutopilotRefuses() {
        ready();
        refuse(
                403,
                "admission webhook denied the request: GKE Warden rejected the request: autogke-disallow-privilege");
        assertRefused("GKE Autopilot");
    }

    @Test
    void saysThatTheClusterRunsNoPrivilegedPods() {
        ready();
        refuse(
                422,
                "Pod \"nodemem-c1\" is invalid: spec.containers[0].securityContext.privileged: Forbidden: disallowed by"
                        + " cluster policy");
        assertRefused("the cluster runs no privileged pods at all");
    }

    @Test
    void saysThatThePriorityClassIsNotKnown() {
        ready();
        refuse(403, "pods \"nodemem-c1\" is forbidden: no PriorityClass with name nope was found");
        assertRefused("does not know the pod's priority class");
    }

    @Test
    void saysThatThereIsNoSuchNamespace() {
        ready();
        refuse(404, "namespaces \"forensics\" not found");
        assertRefused("the cluster has no namespace forensics; create it, or name another");
    }

    @Test
    void saysThatTheCredentialsAreNotKnown() {
        podWasMade = false;
        Status status =
                new StatusBuilder().withCode(401).withMessage("Unauthorized").build();
        server.expect()
                .get()
                .withPath("/api/v1/nodes/node-7")
                .andReturn(401, status)
                .always();
        assertRefused("the cluster does not know these credentials; log in again");
    }

    @Test
    void removesAPodThatItMayNotLookAt() {
        ready();
        server.expect().post().withPath(PODS).andReturn(201, REQUEST.pod()).always();
        Status status = new StatusBuilder()
                .withCode(403)
                .withMessage("pods \"nodemem-c1\" is forbidden: User \"ann\" cannot get resource \"pods\"")
                .build();
        server.expect().get().withPath(POD).andReturn(403, status).always();
        assertRefused("no permission to get pods in the namespace forensics");
    }

    @Test
    void saysThatTheServerDoesNotAnswer() {
        podWasMade = false;
        Config nobody = new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:1")
                .withRequestRetryBackoffLimit(0)
                .build();
        try (KubernetesClient other =
                new KubernetesClientBuilder().withConfig(nobody).build()) {
            assertThatThrownBy(() -> PodShell.open(other, "forensics", REQUEST, Duration.ofMillis(600)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("API server does not answer; check its address")
                    .hasMessageContaining("127.0.0.1:1");
        }
    }

    @Test
    void makesNoPodForANodeThatIsNotThere() {
        podWasMade = false;
        assertRefused("the cluster has no node node-7");
    }

    @Test
    void makesNoPodOnANodeThatIsNotReady() {
        podWasMade = false;
        node("False");
        assertRefused("the node node-7 is not ready");
    }

    @Test
    void saysThatTheImageCannotBePulled() {
        ready();
        pod(new PodStatusBuilder()
                .withPhase("Pending")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ImagePullBackOff")
                        .withMessage("Back-off pulling image")
                        .endWaiting()
                        .endState()
                        .build())
                .build());
        assertRefused("cannot pull the image busybox:1.36");
    }

    @Test
    void saysThatThePodWasEvicted() {
        ready();
        pod(new PodStatusBuilder()
                .withPhase("Failed")
                .withReason("Evicted")
                .withMessage("The node was low on resource: memory.")
                .build());
        assertRefused("evicted the capture's pod: The node was low on resource: memory.");
    }

    @Test
    void waitsNoLongerThanItsPatience() {
        ready();
        pod(new PodStatusBuilder().withPhase("Pending").build());
        assertRefused("did not start on the node node-7");
    }

    @Test
    void aConnectionThatIsCutIsNoSuccess() {
        ready();
        pod(new PodStatusBuilder().withPhase("Running").build());
        try (PodShell shell = PodShell.open(client, "forensics", REQUEST, Waiting.LIMIT)) {
            // The mock has no exec: the upgrade to a web socket fails.
            assertThatThrownBy(() -> NodeReader.connect(shell)).isInstanceOf(IOException.class);
        }
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> PodShell.open(client, "forensics", REQUEST, Duration.ofMillis(600)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("\n");
    }

    private void ready() {
        node("True");
    }

    private void node(String ready) {
        Node node = ClusterMock.readyNode("node-7")
                .editStatus()
                .editFirstCondition()
                .withStatus(ready)
                .withMessage("kubelet stopped posting node status")
                .endCondition()
                .endStatus()
                .build();
        server.expect()
                .get()
                .withPath("/api/v1/nodes/node-7")
                .andReturn(200, node)
                .always();
    }

    private void refuse(int code, String message) {
        Status status = new StatusBuilder().withCode(code).withMessage(message).build();
        server.expect().post().withPath(PODS).andReturn(code, status).always();
    }

    private void pod(PodStatus status) {
        Pod pod = new PodBuilder(REQUEST.pod()).withStatus(status).build();
        server.expect().post().withPath(PODS).andReturn(201, pod).always();
        server.expect().get().withPath(POD).andReturn(200, pod).always();
    }
}
