package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.nodememory.capture.node.Interruption;
import io.nodememory.kernel.BadInputException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;

/** The pod of one capture, from its creation to its removal. */
final class CapturePod {
    private static final System.Logger LOG = System.getLogger(CapturePod.class.getName());
    private static final long POLL_MILLIS = 250;

    /** The longest time that a removal takes: a program that a signal ends has to wait for it. */
    private static final Duration REMOVAL = Duration.ofSeconds(12);

    /** The time after which a request for the removal is sent again. */
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final KubernetesClient client;
    private final String namespace;
    private final PodRequest request;
    private final String name;

    /** The request that creates the pod, null before it. */
    private FutureTask<Pod> creation;

    /** Whether the removal has begun. */
    private boolean closed;

    private volatile boolean removed;

    CapturePod(KubernetesClient client, String namespace, PodRequest request) {
        this.client = client;
        this.namespace = namespace;
        this.request = request;
        this.name = request.podName();
    }

    String name() {
        return name;
    }

    PodResource resource() {
        return client.pods().inNamespace(namespace).withName(name);
    }

    /**
     * Creates the pod. An interrupt ends the wait for the answer, not the request: {@link #remove} waits for what becomes of it.
     *
     * @throws BadInputException if the cluster refuses
     * @throws CancellationException if this thread is interrupted
     */
    void create() {
        Interruption.check();
        try {
            ApiRequest.await(startCreation());
        } catch (KubernetesClientException e) {
            throw ClusterErrors.sentence(e, "create", "pods", namespace);
        }
    }

    /** Nothing is created after {@link #remove}, which the end of the program calls in another thread. */
    private synchronized FutureTask<Pod> startCreation() {
        if (closed) {
            throw Interruption.cancelled(null);
        }
        creation = ApiRequest.start(() ->
                client.pods().inNamespace(namespace).resource(request.pod()).create());
        return creation;
    }

    /** Whether a pod of this capture is there and can be used. A pod that has ended is removed first. */
    boolean isThere(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Pod pod = get();
        while (pod != null && PodState.isEnding(pod)) {
            if (System.nanoTime() - end > 0) {
                throw new BadInputException(
                        "the pod %s of an earlier attempt is still being removed; start the capture again later"
                                .formatted(name));
            }
            CapturePods.remove(client, namespace, name);
            pause();
            pod = get();
        }
        return pod != null;
    }

    /** @throws BadInputException if the pod cannot start, or does not start within the patience */
    void awaitRunning(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!PodState.isRunning(get(), request)) {
            if (System.nanoTime() - end > 0) {
                throw new BadInputException(
                        "the capture's pod did not start on the node %s within %d s; check the node's kubelet"
                                .formatted(request.node(), patience.toSeconds()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw Interruption.cancelled(e);
        }
    }

    private Pod get() {
        try {
            return ApiRequest.send(resource()::get);
        } catch (KubernetesClientException e) {
            throw ClusterErrors.sentence(e, "get", "pods", namespace);
        }
    }

    /**
     * Removes the pod, also when this thread is interrupted, which it still is afterwards. While the request that creates the pod
     * has no answer, the API server may create the pod after a removal that found none: then it is looked for again.
     */
    synchronized void remove() {
        closed = true;
        long end = System.nanoTime() + REMOVAL.toNanos();
        while (!removed && System.nanoTime() - end < 0) {
            boolean created = creation == null || creation.isDone();
            FutureTask<Boolean> removal = ApiRequest.start(() -> CapturePods.remove(client, namespace, name));
            if (!ApiRequest.awaitEnd(removal, ANSWER)) {
                continue;
            }
            try {
                removed = ApiRequest.await(removal) || created;
            } catch (BadInputException e) {
                // The caller reports a pod that is not removed. The deadline ends it, and the next capture removes it.
                LOG.log(System.Logger.Level.DEBUG, e.getMessage());
                return;
            }
            if (!removed) {
                ApiRequest.awaitEnd(creation, Duration.ofMillis(POLL_MILLIS));
            }
        }
    }

    /** Leaves the pod to another capture: {@link #remove} does nothing from now on. */
    void leave() {
        removed = true;
    }

    boolean isRemoved() {
        return removed;
    }
}
