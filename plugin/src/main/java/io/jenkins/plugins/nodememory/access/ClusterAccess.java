package io.jenkins.plugins.nodememory.access;

import hudson.AbortException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.capture.kubernetes.CapturePods;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * The access to a cluster, as an agent receives it. Never stored: it holds a secret.
 *
 * @param kubeconfig the text of the file
 * @param namespace the namespace of capture pods
 */
public record ClusterAccess(String kubeconfig, String namespace) implements Serializable {
    /** The namespace of the sample manifests, which admits privileged pods. */
    public static final String DEFAULT_NAMESPACE = "forensics";

    private static final int CONNECT_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 30_000;

    /** A client that the caller closes. */
    public KubernetesClient client() {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** @throws AbortException if the cluster cannot be reached or forbids to list pods in the namespace */
    public String serverVersion() throws AbortException {
        try (KubernetesClient client = client()) {
            client.pods().inNamespace(namespace).list();
            return client.getKubernetesVersion().getGitVersion();
        } catch (KubernetesClientException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new AbortException(LogText.printable("the cluster refuses: " + why.getMessage()));
        }
    }

    /**
     * Deletes a pod, which may be gone already.
     *
     * @throws RuntimeException if the cluster fails to delete it
     */
    public void remove(String pod) {
        try (KubernetesClient client = client()) {
            CapturePods.remove(client, namespace, pod);
        }
    }

    /** Removes pods of captures that ended or are too old. */
    public List<String> sweep(Duration olderThan) {
        try (KubernetesClient client = client()) {
            return CapturePods.sweep(client, namespace, olderThan);
        }
    }

    /** Omits the secret, since messages contain this text. */
    @Override
    public String toString() {
        return "the cluster's namespace " + namespace;
    }
}
