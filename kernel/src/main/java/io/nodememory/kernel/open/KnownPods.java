package io.nodememory.kernel.open;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The containers that the cluster's API reported when a node was captured. The memory itself holds only a part of this.
 */
public final class KnownPods {
    /**
     * A container of a pod.
     *
     * @param containerId the runtime's id, without its scheme
     * @param image the image name in the pod's specification; null if unknown
     * @param imageId the digest that the runtime resolved the name to; null if unknown
     */
    public record Container(
            String containerId,
            String podNamespace,
            String podName,
            String containerName,
            String image,
            String imageId) {}

    /** Nothing was reported. */
    public static final KnownPods NONE = new KnownPods(List.of());

    private final Map<String, Container> byId = new HashMap<>();

    public KnownPods(List<Container> containers) {
        containers.forEach(container -> byId.put(container.containerId(), container));
    }

    public Optional<Container> container(String containerId) {
        return Optional.ofNullable(byId.get(containerId));
    }
}
