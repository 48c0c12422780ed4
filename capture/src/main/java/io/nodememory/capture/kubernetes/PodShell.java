package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.node.ShellSession;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** A shell in a privileged pod on a node. The pod is removed when the shell is closed, and when the program ends. */
public final class PodShell implements NodeShell {
    private static final System.Logger LOG = System.getLogger(PodShell.class.getName());
    /** No capture takes longer than a day, whatever deadline its pod has. */
    private static final Duration OLDEST = Duration.ofDays(1);

    private final KubernetesClient client;
    private final String namespace;
    private final PodRequest request;
    private final CapturePod pod;
    private final Thread hook;

    /** Whether the cluster has opened a shell in the pod before. */
    private volatile boolean opened;

    /** Whether the pod was there before this shell. */
    private boolean found;

    private PodShell(KubernetesClient client, String namespace, PodRequest request) {
        this.client = client;
        this.namespace = namespace;
        this.request = request;
        this.pod = new CapturePod(client, namespace, request);
        this.hook = new Thread(pod::remove, "capture-pod-removal");
    }

    /**
     * Starts the pod and waits until it runs. Pods that earlier captures left are removed first.
     *
     * @param client closed by the caller, after this
     * @throws BadInputException if the cluster or the node refuses; the pod is removed
     * @throws CancellationException if this thread is interrupted; the pod is removed
     */
    public static PodShell open(KubernetesClient client, String namespace, PodRequest request, Duration patience) {
        return open(new PodShell(client, namespace, request), patience, true);
    }

    /**
     * Like {@link #open}, in the pod of an earlier attempt of the same capture, if that pod is still there. The end of this program
     * does not remove the pod: the caller has to see to it.
     */
    public static PodShell reopen(KubernetesClient client, String namespace, PodRequest request, Duration patience) {
        return open(new PodShell(client, namespace, request), patience, false);
    }

    private static PodShell open(PodShell shell, Duration patience, boolean alone) {
        ClusterNode.proveReady(shell.client, shell.request.node());
        sweep(shell.client, shell.namespace);
        // From here on the pod has to be removed: a request without an answer may have created it.
        if (alone) {
            Runtime.getRuntime().addShutdownHook(shell.hook);
        }
        try {
            shell.found = !alone && shell.pod.isThere(patience);
            if (!shell.found) {
                shell.pod.create();
            }
            shell.pod.awaitRunning(patience);
            return shell;
        } catch (RuntimeException e) {
            shell.close();
            if (!shell.isRemoved()) {
                e.addSuppressed(new PodLeftException(shell.description()));
            }
            throw e;
        }
    }

    /** A role that may not list pods can still capture. */
    private static void sweep(KubernetesClient client, String namespace) {
        try {
            CapturePods.sweep(client, namespace, OLDEST);
        } catch (BadInputException e) {
            LOG.log(System.Logger.Level.DEBUG, e.getMessage());
        }
    }

    @Override
    public String description() {
        return "pod %s/%s on the node %s".formatted(namespace, pod.name(), request.node());
    }

    @Override
    public Map<String, Object> facts() {
        return ClusterNode.describe(client, request.node());
    }

    @Override
    public ShellSession start(String script) throws IOException {
        try {
            // An evicted pod shows as a broken connection only; its state has the reason.
            Pod state = ApiRequest.send(pod.resource()::get);
            if (!PodState.isRunning(state, request)) {
                throw new IOException("the capture's pod does not run any more");
            }
            ExecWatch exec = ApiRequest.send(() -> pod.resource()
                    .inContainer(PodRequest.CONTAINER)
                    .redirectingInput()
                    .redirectingOutput()
                    .redirectingError()
                    .exec("sh"));
            PodSession session = new PodSession(exec);
            session.input().write(script.getBytes(StandardCharsets.US_ASCII));
            session.input().flush();
            opened = true;
            return session;
        } catch (KubernetesClientException e) {
            // An API server that has just started forbids everything for a moment: what it allowed before is tried
            // again.
            if (ClusterErrors.isForbidden(e) && !opened) {
                // A web socket begins with GET; servers since 1.35 check the verb create too.
                throw ClusterErrors.sentence(e, "get and create", "pods/exec", namespace);
            }
            throw new IOException(
                    "the cluster opens no shell in the capture's pod (%s); check that its API server reaches the kubelet of the node %s"
                            .formatted(ClusterErrors.said(e), request.node()),
                    e);
        }
    }

    /** Whether an earlier attempt of the capture created the pod. */
    public boolean wasFound() {
        return found;
    }

    /** Keeps the pod when this shell is closed; the next attempt of the capture finds it by {@link #reopen}. */
    public void leave() {
        pod.leave();
    }

    @Override
    public void close() {
        pod.remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook finds the pod removed.
        }
    }

    /** Whether the pod is known to be gone. If it is not after {@link #close()}, its deadline ends it. */
    public boolean isRemoved() {
        return pod.isRemoved();
    }
}
