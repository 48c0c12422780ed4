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
 * @param labels further ones for the pod, by which others find it
 * @param priorityClass name of one that the cluster has, null for its default
 */
public record PodRequest(
        String node,
        String image,
        String owner,
        String capture,
        Duration lifetime,
        Map<String, String> labels,
        String priorityClass) {
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String PROGRAM = "nodemem";
    static final String CONTAINER = "reader";
    /** The only place where the pod can write, in memory: a reader that is brought along lies there. */
    private static final String SCRATCH = "scratch";

    private static final int LONGEST_LABEL = 63;

    /** Without further labels, of the cluster's default priority. */
    public PodRequest(String node, String image, String owner, String capture, Duration lifetime) {
        this(node, image, owner, capture, lifetime, Map.of(), null);
    }

    public PodRequest withLabels(Map<String, String> further) {
        return new PodRequest(node, image, owner, capture, lifetime, Map.copyOf(further), priorityClass);
    }

    public PodRequest withPriorityClass(String name) {
        return new PodRequest(node, image, owner, capture, lifetime, labels, name);
    }

    /** The pod's name, known before there is a pod. */
    public String podName() {
        return "nodemem-" + capture;
    }

    Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(podName())
                .withLabels(labels)
                .addToLabels(
                        Map.of(MANAGED_BY, PROGRAM, "nodemem/owner", label(owner), "nodemem/capture", label(capture)))
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withHostPID(true)
                .withPriorityClassName(priorityClass)
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(lifetime.toSeconds())
                .withTerminationGracePeriodSeconds(0L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .addNewToleration()
                .withOperator("Exists")
                .endToleration()
                .addNewVolume()
                .withName(SCRATCH)
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("32Mi"))
                .endEmptyDir()
                .endVolume()
                .addNewContainer()
                .withName(CONTAINER)
                .withImage(image)
                .withCommand("sh", "-c", "sleep " + lifetime.toSeconds())
                .withNewSecurityContext()
                .withPrivileged(true)
                .withRunAsUser(0L)
                .withReadOnlyRootFilesystem(true)
                .endSecurityContext()
                .addNewVolumeMount()
                .withName(SCRATCH)
                .withMountPath("/" + SCRATCH)
                .endVolumeMount()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("16Mi")))
                .withLimits(Map.of("cpu", new Quantity("1"), "memory", new Quantity("128Mi")))
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
