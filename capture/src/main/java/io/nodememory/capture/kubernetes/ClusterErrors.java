package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.nodememory.kernel.BadInputException;
import java.util.Locale;

/** What an API server refuses, as one sentence. */
final class ClusterErrors {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private ClusterErrors() {}

    /**
     * @param verb and {@code resource} as RBAC names what was tried: {@code create}, {@code pods}
     * @param namespace where, null for the cluster's own resources
     */
    static BadInputException sentence(KubernetesClientException e, String verb, String resource, String namespace) {
        String where = namespace == null ? "in the cluster" : "in the namespace " + namespace;
        String said = said(e);
        String text = said.toLowerCase(Locale.ROOT);
        if (text.contains("autopilot") || text.contains("gke warden")) {
            return new BadInputException(
                    "GKE Autopilot lets no privileged pod run, so the memory of its nodes cannot be captured: " + said,
                    e);
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
                    "the cluster does not know the pod's priority class; name one that it has, or none: " + said, e);
        } else if (isForbidden(e)) {
            return new BadInputException(
                    "no permission to %s %s %s; ask for a role that allows it: %s"
                            .formatted(verb, resource, where, said),
                    e);
        } else if (e.getCode() == UNAUTHORIZED) {
            return new BadInputException("the cluster does not know these credentials; log in again: " + said, e);
        } else if (e.getCode() == NOT_FOUND && text.matches("namespaces \\S+ not found")) {
            return new BadInputException(
                    "the cluster has no namespace %s; make it, or name another".formatted(namespace), e);
        } else if (e.getCode() == NOT_FOUND) {
            return new BadInputException(
                    "the cluster has no %s as asked for %s: %s".formatted(resource, where, said), e);
        }
        if (e.getCode() <= 0) {
            // No HTTP status.
            return new BadInputException(
                    "the cluster's API server does not answer; check its address in the kubeconfig and the network: "
                            + said,
                    e);
        }
        return new BadInputException("the cluster could not %s %s %s: %s".formatted(verb, resource, where, said), e);
    }

    /** The HTTP status with which an upgrade to a web socket was refused; 0 if that is not what happened. */
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

    /** What the cluster, or the way to it, says. */
    static String said(KubernetesClientException e) {
        int refused = refusedUpgrade(e);
        if (refused != 0) {
            // Of the answer fabric8 keeps no more.
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
