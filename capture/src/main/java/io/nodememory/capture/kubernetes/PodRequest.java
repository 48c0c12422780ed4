package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Map;

/**
 * The pod of a capture.
 *
 * @param node name of the only node where the pod may run
 * @param image a container image with sh, dd and cat
 * @param owner the user who captures, as user@host
 * @param capture id of the capture
 * @param lifetime the time after which the cluster ends the pod, if this program does not remove it
 * @param labels further labels of the pod
 * @param priorityClass name of a priority class of the cluster, null for its default
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
    /** The only volume that the pod can write, in memory: AVML's program lies there. */
    private static final String SCRATCH = "scratch";

    private static final int LONGEST_LABEL = 63;

    /** A pod without further labels, of the cluster's default priority. */
    public PodRequest(String node, String image, String owner, String capture, Duration lifetime) {
        this(node, image, owner, capture, lifetime, Map.of(), null);
    }

    public PodRequest withLabels(Map<String, String> further) {
        return new PodRequest(node, image, owner, capture, lifetime, Map.copyOf(further), priorityClass);
    }

    public PodRequest withPriorityClass(String name) {
        return new PodRequest(node, image, owner, capture, lifetime, labels, name);
    }

    /** The pod's name, also before the pod exists. */
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

    /** A label value has letters, digits, '-', '_' and '.', with a letter or digit at both ends. */
    private static String label(String text) {
        String allowed = text.replaceAll("[^A-Za-z0-9._-]", "_");
        return allowed.substring(0, Math.min(LONGEST_LABEL, allowed.length())).replaceAll("^[._-]+|[._-]+$", "");
    }
}
