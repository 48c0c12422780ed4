package io.nodememory.shell.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nodememory.capture.kubernetes.Kubeconfig;
import io.nodememory.capture.kubernetes.PodLeftException;
import io.nodememory.capture.kubernetes.PodRequest;
import io.nodememory.capture.kubernetes.PodShell;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.node.ProcessShell;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The source of a capture's memory: exactly one of the options. */
final class CaptureSource implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final int ID_LENGTH = 12;

    @Option(names = "--local", description = "This machine (as root).", required = true)
    private boolean local;

    @Option(
            names = "--exec",
            paramLabel = "PROGRAM",
            required = true,
            description = "A program that opens a root shell on the node, such as 'ssh node sudo sh'.")
    private String program;

    @ArgGroup(exclusive = false)
    private Cluster cluster;

    private KubernetesClient client;
    private PodShell pod;

    private static final class Cluster {
        @Option(
                names = "--node",
                paramLabel = "NAME",
                required = true,
                description =
                        "A node of a Kubernetes cluster. A privileged pod reads its memory and is removed at the end.")
        private String node;

        @Option(
                names = "--kubeconfig",
                paramLabel = "FILE",
                description = "The file with the cluster and its credentials (default: KUBECONFIG, else ~/.kube/config,"
                        + " else the service account of the pod that nodemem runs in).")
        private Path kubeconfig;

        @Option(
                names = "--context",
                paramLabel = "NAME",
                description = "A context of the kubeconfig (default: the current one).")
        private String context;

        @Option(
                names = "--namespace",
                paramLabel = "NAME",
                description = "The namespace of the pod (default: that of the context).")
        private String namespace;

        @Option(
                names = "--image",
                paramLabel = "IMAGE",
                description = "A container image with sh, dd and cat (default: busybox:1.36).")
        private String image = "busybox:1.36";

        @Option(
                names = "--deadline",
                paramLabel = "MINUTES",
                description = "The time after which the cluster ends the pod (default: 60).")
        private int deadline = 60;

        @Option(
                names = "--priority-class",
                paramLabel = "NAME",
                description = "The pod's priority class, so that a full node makes room for it.")
        private String priorityClass;
    }

    NodeShell shell() throws IOException {
        if (cluster == null) {
            return local ? ProcessShell.local() : ProcessShell.through(program);
        }
        client = new KubernetesClientBuilder()
                .withConfig(Kubeconfig.load(cluster.kubeconfig, cluster.context))
                .build();
        String own = client.getNamespace() == null ? "default" : client.getNamespace();
        String capture = UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
        PodRequest request = new PodRequest(
                        cluster.node,
                        cluster.image,
                        CaptureInfo.thisOperator(),
                        capture,
                        Duration.ofMinutes(Math.max(1, cluster.deadline)))
                .withPriorityClass(cluster.priorityClass);
        try {
            pod = PodShell.open(client, cluster.namespace == null ? own : cluster.namespace, request, START);
            return pod;
        } catch (RuntimeException e) {
            PodLeftException.in(e).ifPresent(CaptureSource::say);
            throw e;
        }
    }

    private static void say(String sentence) {
        System.err.println("nodemem: " + VisibleText.escape(sentence));
    }

    @Override
    public void close() {
        if (pod != null && !pod.isRemoved()) {
            say(PodLeftException.sentence(pod.description()));
        }
        if (client != null) {
            client.close();
        }
    }
}
