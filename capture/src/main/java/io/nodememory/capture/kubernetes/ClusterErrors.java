package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.nodememory.kernel.BadInputException;
import java.util.Locale;

/** Translates the errors of an API server into one sentence for users. */
final class ClusterErrors {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private ClusterErrors() {}

    /**
     * The sentence about a request that failed.
     *
     * @param verb and {@code resource} of the request in the words of RBAC: {@code create}, {@code pods}
     * @param namespace the request's namespace, null for the cluster's own resources
     */
    static BadInputException sentence(KubernetesClientException e, String verb, String resource, String namespace) {
        String where = namespace == null ? "in the cluster" : "in the namespace " + namespace;
        String said = said(e);
        String text = said.toLowerCase(Locale.ROOT);
        if (text.contains("autopilot") || text.contains("gke warden")) {
            return new BadInputException(
                    "GKE Autopilot runs no privileged pods, so the memory of its nodes cannot be captured: " + said, e);
        } else if (text.contains("podsecurity")) {
            return new BadInputException(
                    "Pod Security admission refuses a privileged pod %s; choose a namespace with the label"
                                    .formatted(where)
                            + " pod-security.kubernetes.io/enforce=privileged: " + said,
                    e);
        } else if (text.contains("privileged") && text.contains("disallowed by cluster policy")) {
            return new BadInputException(
                    "the cluster runs no privileged pods at all (its API server is without --allow-privileged), so the"
                            + " memory of its nodes cannot be captured: " + said,
                    e);
        } else if (text.contains("no priorityclass with name")) {
            return new BadInputException(
                    "the cluster does not know the pod's priority class; name an existing one, or none: " + said, e);
        } else if (isForbidden(e)) {
            return new BadInputException(
                    "no permission to %s %s %s; ask for a role that allows it: %s"
                            .formatted(verb, resource, where, said),
                    e);
        } else if (e.getCode() == UNAUTHORIZED) {
            return new BadInputException("the cluster does not know these credentials; log in again: " + said, e);
        } else if (e.getCode() == NOT_FOUND && text.matches("namespaces \\S+ not found")) {
            return new BadInputException(
                    "the cluster has no namespace %s; create it, or name another".formatted(namespace), e);
        } else if (e.getCode() == NOT_FOUND) {
            return new BadInputException(
                    "the cluster does not have the requested %s %s: %s".formatted(resource, where, said), e);
        }
        if (e.getCode() <= 0) {
            // fabric8 sets no HTTP status where there was no answer.
            return new BadInputException(
                    "the cluster's API server does not answer; check its address in the kubeconfig and the network: "
                            + said,
                    e);
        }
        return new BadInputException("the cluster could not %s %s %s: %s".formatted(verb, resource, where, said), e);
    }

    /** The HTTP status of a refused upgrade to a web socket; 0 for another failure. */
    private static int refusedUpgrade(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebSocketHandshakeException handshake && handshake.getResponse() != null) {
                return handshake.getResponse().code();
            }
        }
        return 0;
    }

    static boolean isForbidden(KubernetesClientException e) {
        return e.getCode() == FORBIDDEN || refusedUpgrade(e) == FORBIDDEN;
    }

    static boolean isNotFound(KubernetesClientException e) {
        return e.getCode() == NOT_FOUND;
    }

    /** The message of the API server, or of the connection to it. */
    static String said(KubernetesClientException e) {
        int refused = refusedUpgrade(e);
        if (refused != 0) {
            // fabric8 keeps nothing else of the answer.
            return "it refuses the web socket with the HTTP status " + refused;
        }
        String text = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : e.getCause() != null && e.getCause().getMessage() != null
                        ? e.getCause().getMessage()
                        : String.valueOf(e.getMessage());
        return text.replaceAll("\\s+", " ").strip();
    }
}
