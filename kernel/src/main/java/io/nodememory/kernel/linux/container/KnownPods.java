package io.nodememory.kernel.linux.container;

import io.nodememory.kernel.open.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Containers as a cluster's API knew them when a node was captured; memory itself holds only parts of that. */
public final class KnownPods {
    /**
     * A container of a pod.
     *
     * @param containerId the runtime's, without its scheme
     * @param image as the pod names it, and {@code imageId} the digest that the runtime resolved it to; null where not known
     */
    public record Container(
            String containerId,
            String podNamespace,
            String podName,
            String containerName,
            String image,
            String imageId) {}

    private final Map<String, Container> byId = new HashMap<>();

    public KnownPods(List<Container> containers) {
        containers.forEach(container -> byId.put(container.containerId(), container));
    }

    /** What is known beside a kernel's image; nothing unless it was told before. */
    public static KnownPods of(Kernel kernel) {
        return kernel.shared(KnownPods.class, k -> new KnownPods(List.of()));
    }

    public Optional<Container> container(String containerId) {
        return Optional.ofNullable(byId.get(containerId));
    }
}
