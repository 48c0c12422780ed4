package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodememory.kernel.BadInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Removes pods of captures, among them those that a killed program left. */
public final class CapturePods {
    private static final Set<String> ENDED = Set.of("Failed", "Succeeded");

    private CapturePods() {}

    /**
     * Removes one pod by its name; see {@link PodRequest#podName()}.
     *
     * @return whether there was such a pod
     * @throws BadInputException if the cluster refuses
     * @throws CancellationException if this thread is interrupted
     */
    public static boolean remove(KubernetesClient client, String namespace, String name) {
        try {
            return !ApiRequest.send(() -> client.pods()
                            .inNamespace(namespace)
                            .withName(name)
                            .withGracePeriod(0)
                            .delete())
                    .isEmpty();
        } catch (KubernetesClientException e) {
            if (ClusterErrors.isNotFound(e)) {
                return false;
            }
            throw ClusterErrors.sentence(e, "delete", "pods", namespace);
        }
    }

    /**
     * Removes the pods of captures that have ended, have passed their own deadline, or are older than {@code olderThan}.
     *
     * @return the names of the removed pods
     * @throws BadInputException if the cluster refuses
     * @throws CancellationException if this thread is interrupted
     */
    public static List<String> sweep(KubernetesClient client, String namespace, Duration olderThan) {
        List<String> removed = new ArrayList<>();
        for (Pod pod : list(client, namespace)) {
            if (isLeft(pod, olderThan)) {
                remove(client, namespace, pod.getMetadata().getName());
                removed.add(pod.getMetadata().getName());
            }
        }
        return removed;
    }

    private static List<Pod> list(KubernetesClient client, String namespace) {
        try {
            return ApiRequest.send(() -> client.pods()
                            .inNamespace(namespace)
                            .withLabel(PodRequest.MANAGED_BY, PodRequest.PROGRAM)
                            .list())
                    .getItems();
        } catch (KubernetesClientException e) {
            throw ClusterErrors.sentence(e, "list", "pods", namespace);
        }
    }

    private static boolean isLeft(Pod pod, Duration olderThan) {
        if (pod.getStatus() != null
                && ENDED.contains(String.valueOf(pod.getStatus().getPhase()))) {
            return true;
        }
        Long deadline = pod.getSpec() == null ? null : pod.getSpec().getActiveDeadlineSeconds();
        Duration most = deadline == null || deadline > olderThan.toSeconds() ? olderThan : Duration.ofSeconds(deadline);
        String made = pod.getMetadata().getCreationTimestamp();
        try {
            return made != null && Instant.parse(made).plus(most).isBefore(Instant.now());
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
