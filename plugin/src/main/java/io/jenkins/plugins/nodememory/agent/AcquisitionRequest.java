package io.jenkins.plugins.nodememory.agent;

import io.jenkins.plugins.nodememory.access.ClusterAccess;
import io.nodememory.capture.kubernetes.PodRequest;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * What an agent needs to read the memory of a node. Travels to the agent and is never kept: {@code cluster} holds a secret.
 *
 * @param full whether all RAM is read, in place of the pages that the analysis needs
 */
public record AcquisitionRequest(ClusterAccess cluster, Pod pod, Paths paths, Origin origin, boolean full)
        implements Serializable {
    /**
     * The pod that reads.
     *
     * @param node name of its node
     * @param image its container image
     * @param key identifies this capture alone; part of the pod's name
     * @param minutes deadline after which the cluster ends the pod
     */
    public record Pod(String node, String image, String key, long minutes) implements Serializable {
        /** The name of the pod of a capture. */
        public static String name(String key) {
            return new PodRequest("", "", "", key, Duration.ZERO).podName();
        }
    }

    /**
     * Files on the agent.
     *
     * @param target the image, relative to the workspace
     * @param scratch the folder of this capture alone
     * @param symbols the symbol file, relative to the workspace; null to search for symbols
     */
    public record Paths(String target, String scratch, String symbols) implements Serializable {
        /** The name of the scratch folder of a capture. */
        public static String scratchName(String key) {
            return CaptureFolder.name(key);
        }
    }

    /** For the chain of custody: the program, the person or build, and the reason, which may be null. */
    public record Origin(String tool, String operator, String reason) implements Serializable {}

    PodRequest podRequest() {
        return new PodRequest(pod.node, pod.image, origin.operator, pod.key, Duration.ofMinutes(pod.minutes))
                .withLabels(Map.of("nodemem/by", "jenkins"));
    }
}
