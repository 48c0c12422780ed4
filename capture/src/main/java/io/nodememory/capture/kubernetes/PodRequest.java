package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Map;

/**
 * The pod that a capture asks for.
 *
 * @param node its name, and the only place where the pod may run
 * @param image any with sh, dd and cat
 * @param owner who captures, as user@host
 * @param capture number of the capture
 * @param lifetime after which the cluster ends the pod, should we not come to it
 */
public record PodRequest(String node, String image, String owner, String capture, Duration lifetime) {
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String PROGRAM = "nodemem";
    static final String CONTAINER = "reader";
    private static final int LONGEST_LABEL = 63;

    Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("nodemem-" + capture)
                .withLabels(
                        Map.of(MANAGED_BY, PROGRAM, "nodemem/owner", label(owner), "nodemem/capture", label(capture)))
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withHostPID(true)
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(lifetime.toSeconds())
                .withTerminationGracePeriodSeconds(0L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .addNewToleration()
                .withOperator("Exists")
                .endToleration()
                .addNewContainer()
                .withName(CONTAINER)
                .withImage(image)
                .withCommand("sh", "-c", "sleep " + lifetime.toSeconds())
                .withNewSecurityContext()
                .withPrivileged(true)
                .withRunAsUser(0L)
                .withReadOnlyRootFilesystem(true)
                .endSecurityContext()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("16Mi")))
                .withLimits(Map.of("cpu", new Quantity("1"), "memory", new Quantity("64Mi")))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    /** Label values are letters, digits, '-', '_' and '.', with a letter or digit at both ends. */
    private static String label(String text) {
        String allowed = text.replaceAll("[^A-Za-z0-9._-]", "_");
        return allowed.substring(0, Math.min(LONGEST_LABEL, allowed.length())).replaceAll("^[._-]+|[._-]+$", "");
    }
}
