package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodememory.kernel.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node as the Kubernetes API describes it. A role that may not get nodes can still capture. */
final class ClusterNode {
    private ClusterNode() {}

    /** @throws BadInputException if the cluster has no such node, or the node takes no pods */
    static void proveReady(KubernetesClient client, String name) {
        Node node;
        try {
            node = ApiRequest.send(() -> client.nodes().withName(name).get());
        } catch (KubernetesClientException e) {
            if (ClusterErrors.isForbidden(e)) {
                return;
            }
            throw ClusterErrors.sentence(e, "get", "nodes", null);
        }
        if (node == null) {
            throw new BadInputException(
                    "the cluster has no node %s: kubectl get nodes lists the names".formatted(name));
        }
        Optional<NodeCondition> ready = node.getStatus() == null
                ? Optional.empty()
                : node.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .findFirst();
        if (ready.isPresent() && !"True".equals(ready.get().getStatus())) {
            throw new BadInputException("the node %s is not ready, so no pod starts there: %s"
                    .formatted(name, ready.get().getMessage()));
        }
    }

    /** The node and its pods for a manifest, without the parts that the role may not read. */
    static Map<String, Object> describe(KubernetesClient client, String name) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", name);
        try {
            Node node = ApiRequest.send(() -> client.nodes().withName(name).get());
            if (node != null) {
                description.put(
                        "provider_id",
                        node.getSpec() == null ? null : node.getSpec().getProviderID());
                description.put("labels", node.getMetadata().getLabels());
                describe(node, description);
            }
        } catch (KubernetesClientException e) {
            description.put("node_not_known", e.getMessage());
        }
        try {
            List<Pod> pods = ApiRequest.send(() -> client.pods()
                            .inAnyNamespace()
                            .withField("spec.nodeName", name)
                            .list())
                    .getItems();
            description.put("pods", pods.stream().map(ClusterNode::describe).toList());
        } catch (KubernetesClientException e) {
            description.put("pods_not_known", e.getMessage());
        }
        return description;
    }

    private static void describe(Node node, Map<String, Object> description) {
        NodeSystemInfo info = node.getStatus() == null ? null : node.getStatus().getNodeInfo();
        if (info != null) {
            description.put("kernel", info.getKernelVersion());
            description.put("os_image", info.getOsImage());
            description.put("runtime", info.getContainerRuntimeVersion());
            description.put("kubelet", info.getKubeletVersion());
            description.put("boot_id", info.getBootID());
            description.put("machine_id", info.getMachineID());
        }
    }

    private static Map<String, Object> describe(Pod pod) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("namespace", pod.getMetadata().getNamespace());
        description.put("name", pod.getMetadata().getName());
        description.put("uid", pod.getMetadata().getUid());
        List<ContainerStatus> statuses = new ArrayList<>();
        if (pod.getStatus() != null) {
            statuses.addAll(pod.getStatus().getInitContainerStatuses());
            statuses.addAll(pod.getStatus().getContainerStatuses());
            statuses.addAll(pod.getStatus().getEphemeralContainerStatuses());
        }
        description.put(
                "containers", statuses.stream().map(ClusterNode::describe).toList());
        return description;
    }

    private static Map<String, Object> describe(ContainerStatus container) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", container.getName());
        description.put("container_id", container.getContainerID());
        description.put("image", container.getImage());
        description.put("image_id", container.getImageID());
        return description;
    }
}
