package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;

/** Pods of captures whose program was killed before it could remove them: their deadline has ended them. */
final class Leftovers {
    private static final Set<String> ENDED = Set.of("Failed", "Succeeded");

    private Leftovers() {}

    static void remove(KubernetesClient client, String namespace) {
        try {
            for (Pod pod : client.pods()
                    .inNamespace(namespace)
                    .withLabel(PodRequest.MANAGED_BY, PodRequest.PROGRAM)
                    .list()
                    .getItems()) {
                if (pod.getStatus() != null
                        && ENDED.contains(String.valueOf(pod.getStatus().getPhase()))) {
                    client.resource(pod)
                            .inNamespace(namespace)
                            .withGracePeriod(0)
                            .delete();
                }
            }
        } catch (KubernetesClientException e) {
            // Tidying is a courtesy: a role that cannot list pods can still capture.
            return;
        }
    }
}
