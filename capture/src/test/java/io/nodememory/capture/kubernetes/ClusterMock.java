package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** fabric8's mock of an API server with a state: pods are created, run, open a shell and are deleted as in a cluster. */
public final class ClusterMock extends Dispatcher implements AutoCloseable {
    private static final String PODS = "/api/v1/namespaces/forensics/pods";

    public final Map<String, Pod> pods = new ConcurrentHashMap<>();
    /** Every request as {@code VERB /path}, in order. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, MockResponse> refusals = new HashMap<>();
    private final Set<String> once = new HashSet<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private Predicate<String> hold = request -> false;
    /** The pod of a request that has no effect yet, null without such a request. */
    private Pod late;

    private boolean holdsCreation;
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), this, false);
    private volatile PodStatus status =
            new PodStatusBuilder().withPhase("Running").build();
    private volatile Supplier<WebSocketListener> exec = () -> null;

    public ClusterMock() {
        server.start();
    }

    /** A kubeconfig of a user with all permissions. */
    public String kubeconfig() {
        try (KubernetesClient client = client()) {
            return """
                    apiVersion: v1
                    kind: Config
                    current-context: mock
                    contexts: [{name: mock, context: {cluster: mock, user: mock, namespace: forensics}}]
                    clusters: [{name: mock, cluster: {server: "%s"}}]
                    users: [{name: mock, user: {token: none}}]
                    """.formatted(client.getMasterUrl());
        }
    }

    KubernetesClient client() {
        return server.createClient();
    }

    /** A node that takes pods. */
    public static NodeBuilder readyNode(String name) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus();
    }

    public void node(Node node) {
        nodes.put(node.getMetadata().getName(), node);
    }

    /** Sets the status of all pods from now on. */
    public void status(PodStatus next) {
        status = next;
    }

    /** Sets the source of shells in pods. */
    public void exec(Supplier<WebSocketListener> next) {
        exec = next;
    }

    /** Refuses requests with this beginning, such as {@code POST /path}. */
    void refuse(String request, int code, String message) {
        refusals.put(
                request,
                answer(
                        code,
                        new StatusBuilder().withCode(code).withMessage(message).build()));
    }

    /** Like {@link #refuse}, for the next such request only. */
    synchronized void refuseOnce(String request, int code, String message) {
        refuse(request, code, message);
        once.add(request);
    }

    /** Never answers the first request that matches, such as {@code POST /path}. The request takes effect. */
    public synchronized void hold(Predicate<String> request) {
        hold = request;
    }

    /** Never answers the request that creates the pod. The pod is there after {@link #createLate()} only. */
    synchronized void holdCreation() {
        holdsCreation = true;
        hold(request -> request.startsWith("POST "));
    }

    synchronized void createLate() {
        pods.put(late.getMetadata().getName(), late);
    }

    /** Whether pods are not running yet. */
    public boolean isPending() {
        return "Pending".equals(status.getPhase());
    }

    /** Whether a request was held. */
    public boolean isHeld() {
        return held.getCount() == 0;
    }

    void awaitHeld() throws InterruptedException {
        held.await();
    }

    /** Refuses nothing any more. */
    synchronized void allow() {
        refusals.clear();
    }

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        String path = request.getPath();
        String asked = request.getMethod() + " " + path;
        boolean holds = held.getCount() > 0 && hold.test(asked);
        MockResponse answer = answer(request, asked, path);
        requests.add(asked);
        if (!holds) {
            return answer;
        }
        held.countDown();
        return answer(200, new Status()).setBodyDelay(Duration.ofDays(1));
    }

    private MockResponse answer(RecordedRequest request, String asked, String path) {
        for (Map.Entry<String, MockResponse> refusal : Map.copyOf(refusals).entrySet()) {
            if (asked.startsWith(refusal.getKey())) {
                if (once.remove(refusal.getKey())) {
                    refusals.remove(refusal.getKey());
                }
                return refusal.getValue();
            }
        }
        if (path.startsWith("/api/v1/nodes/")) {
            return found(nodes.get(path.substring("/api/v1/nodes/".length())));
        } else if (path.startsWith("/api/v1/pods?")) {
            return answer(
                    200,
                    new PodListBuilder().withItems(List.copyOf(pods.values())).build());
        } else if (path.equals(PODS) && request.getMethod().equals("POST")) {
            return create(Serialization.unmarshal(request.getUtf8Body(), Pod.class));
        } else if (path.startsWith(PODS + "?")) {
            return answer(
                    200,
                    new PodListBuilder().withItems(List.copyOf(pods.values())).build());
        }
        return ofPod(request, path.replaceAll("^" + PODS + "/|[/?].*$", ""), path);
    }

    private MockResponse ofPod(RecordedRequest request, String rest, String path) {
        String name =
                path.startsWith(PODS + "/") ? path.substring(PODS.length() + 1).replaceAll("[/?].*$", "") : rest;
        Pod pod = pods.get(name);
        if (pod != null && path.contains("/exec?")) {
            return new MockResponse()
                    .setResponseCode(101)
                    .setHeader("Sec-WebSocket-Protocol", "v4.channel.k8s.io")
                    .withWebSocketUpgrade(exec.get());
        } else if (request.getMethod().equals("DELETE")) {
            return found(pods.remove(name));
        }
        return found(pod == null ? null : new PodBuilder(pod).withStatus(status).build());
    }

    private MockResponse create(Pod pod) {
        Pod made = new PodBuilder(pod)
                .editMetadata()
                .withCreationTimestamp(Instant.now().toString())
                .endMetadata()
                .build();
        if (holdsCreation) {
            late = made;
        } else {
            pods.put(made.getMetadata().getName(), made);
        }
        return answer(201, made);
    }

    private static MockResponse found(Object object) {
        return object == null ? answer(404, new StatusBuilder().withCode(404).build()) : answer(200, object);
    }

    private static MockResponse answer(int code, Object body) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(Serialization.asJson(body instanceof Status || body != null ? body : new Status()));
    }

    @Override
    public void close() {
        server.destroy();
    }
}
