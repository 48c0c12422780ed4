package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.node.ShellSession;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A shell in a privileged pod on a node; the pod goes when this is closed, and when the program is ended. */
public final class PodShell implements NodeShell {
    private static final System.Logger LOG = System.getLogger(PodShell.class.getName());
    private static final long POLL_MILLIS = 250;
    /** No capture takes longer than a day, whatever deadline its pod was given. */
    private static final Duration OLDEST = Duration.ofDays(1);

    private final KubernetesClient client;
    private final String namespace;
    private final PodRequest request;
    private final String name;
    /** Whether the cluster has given a shell in the pod before. */
    private volatile boolean given;
    /** Whether the pod was there already. */
    private boolean found;

    private final AtomicBoolean removed = new AtomicBoolean();
    private final Thread hook = new Thread(this::delete, "capture-pod-removal");

    private PodShell(KubernetesClient client, String namespace, PodRequest request) {
        this.client = client;
        this.namespace = namespace;
        this.request = request;
        this.name = request.podName();
    }

    /**
     * Starts the pod and waits until it runs. What earlier captures left is removed first.
     *
     * @param client closed by the caller, after this
     * @throws BadInputException if the cluster or the node refuses; no pod is left then
     */
    public static PodShell open(KubernetesClient client, String namespace, PodRequest request, Duration patience) {
        return open(new PodShell(client, namespace, request), patience, true);
    }

    /**
     * As {@link #open}, in the pod that the same capture had before its program was ended, if it is still there. The end of this
     * program does not remove it: somebody else has to know of it.
     */
    public static PodShell reopen(KubernetesClient client, String namespace, PodRequest request, Duration patience) {
        return open(new PodShell(client, namespace, request), patience, false);
    }

    private static PodShell open(PodShell shell, Duration patience, boolean alone) {
        ClusterNode.proveReady(shell.client, shell.request.node());
        sweep(shell.client, shell.namespace);
        // From here on: a request that got no answer may have made the pod.
        if (alone) {
            Runtime.getRuntime().addShutdownHook(shell.hook);
        }
        try {
            shell.found = !alone && shell.isThere(patience);
            if (!shell.found) {
                shell.create();
            }
            shell.awaitRunning(patience);
            return shell;
        } catch (RuntimeException e) {
            shell.close();
            throw e;
        }
    }

    /** Tidying is a courtesy: a role that cannot list pods can still capture. */
    private static void sweep(KubernetesClient client, String namespace) {
        try {
            CapturePods.sweep(client, namespace, OLDEST);
        } catch (BadInputException e) {
            LOG.log(System.Logger.Level.DEBUG, e.getMessage());
        }
    }

    private PodResource pod() {
        return client.pods().inNamespace(namespace).withName(name);
    }

    /** Whether there is a pod of that capture that can be used; one that has ended is removed. */
    private boolean isThere(Duration patience) {
        Instant end = Instant.now().plus(patience);
        Pod pod = get();
        while (pod != null && PodState.isEnding(pod)) {
            if (Instant.now().isAfter(end)) {
                throw new BadInputException("the pod %s of an earlier attempt does not go away".formatted(name));
            }
            CapturePods.remove(client, namespace, name);
            pause();
            pod = get();
        }
        return pod != null;
    }

    /** Removal waits for this: what is made while the program ends must not stay. */
    private synchronized void create() {
        try {
            client.pods().inNamespace(namespace).resource(request.pod()).create();
        } catch (KubernetesClientException e) {
            throw ClusterErrors.sentence(e, "create", "pods", namespace);
        }
    }

    private void awaitRunning(Duration patience) {
        Instant end = Instant.now().plus(patience);
        while (!PodState.isRunning(get(), request)) {
            if (Instant.now().isAfter(end)) {
                throw new BadInputException(
                        "the capture's pod did not start on the node %s within %d s; is its kubelet well?"
                                .formatted(request.node(), patience.toSeconds()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException("interrupted while the capture's pod started", e);
        }
    }

    private Pod get() {
        try {
            return pod().get();
        } catch (KubernetesClientException e) {
            throw ClusterErrors.sentence(e, "get", "pods", namespace);
        }
    }

    @Override
    public String description() {
        return "pod %s/%s on the node %s".formatted(namespace, name, request.node());
    }

    @Override
    public Map<String, Object> facts() {
        return ClusterNode.describe(client, request.node());
    }

    @Override
    public ShellSession start(String script) throws IOException {
        try {
            // An evicted pod shows as a broken connection only; its state says more.
            if (!PodState.isRunning(pod().get(), request)) {
                throw new IOException("the capture's pod does not run any more");
            }
            ExecWatch exec = pod().inContainer(PodRequest.CONTAINER)
                    .redirectingInput()
                    .redirectingOutput()
                    .redirectingError()
                    .exec("sh");
            PodSession session = new PodSession(exec);
            session.input().write(script.getBytes(StandardCharsets.US_ASCII));
            session.input().flush();
            given = true;
            return session;
        } catch (KubernetesClientException e) {
            // An API server that has just been started allows nothing for a moment: what was allowed once is asked for
            // again.
            if (ClusterErrors.isForbidden(e) && !given) {
                // A web socket begins with GET; servers since 1.35 want the other verb too.
                throw ClusterErrors.sentence(e, "get and create", "pods/exec", namespace);
            }
            throw new IOException(
                    "the cluster gives no shell in the capture's pod (%s); can its API server reach the kubelet of the node %s?"
                            .formatted(ClusterErrors.said(e), request.node()),
                    e);
        }
    }

    /** Whether this is the pod that an earlier attempt of the capture made. */
    public boolean wasFound() {
        return found;
    }

    /** Leaves the pod, when this is closed, to who goes on with the capture by {@link #reopen}. */
    public void leave() {
        removed.set(true);
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook finds nothing to do.
        }
    }

    /** A request under an interrupt is not sent: the interrupt waits, also one that comes amid the first try. */
    private synchronized void delete() {
        boolean interrupted = Thread.interrupted();
        remove();
        if (!removed.get() && Thread.interrupted()) {
            interrupted = true;
            remove();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove() {
        if (!removed.get()) {
            try {
                CapturePods.remove(client, namespace, name);
                removed.set(true);
            } catch (BadInputException e) {
                // What matters is told already. The deadline ends the pod, and the next capture removes it.
                LOG.log(System.Logger.Level.DEBUG, e.getMessage());
            }
        }
    }

    /** Whether the pod is known to be gone; if not after {@link #close()}, its deadline will end it. */
    public boolean isRemoved() {
        return removed.get();
    }
}
