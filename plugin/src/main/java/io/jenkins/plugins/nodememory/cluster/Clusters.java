package io.jenkins.plugins.nodememory.cluster;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.fasterxml.jackson.core.JsonProcessingException;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.nodememory.access.ClusterAccess;
import io.jenkins.plugins.nodememory.config.ClusterConfiguration;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthConfig;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthException;

/** From a name in the configuration, credentials, or both, to the access to a cluster. */
public final class Clusters {
    public static final String DEFAULT_NAMESPACE = "forensics";

    private Clusters() {}

    /** As a build may: its credentials are looked up and recorded as used. */
    public static ClusterAccess ofBuild(ClusterReference reference, Run<?, ?> run) throws AbortException {
        StandardCredentials credentials = null;
        if (reference.credentialsId() != null) {
            credentials = CredentialsProvider.findCredentialById(
                    reference.credentialsId(), StandardCredentials.class, run, List.of());
            CredentialsProvider.track(run, found(credentials, reference.credentialsId()));
        }
        return of(reference, credentials);
    }

    /** After the build, in the name of Jenkins: for what has to be tidied up. */
    static ClusterAccess ofItem(ClusterReference reference, Item job) throws AbortException {
        StandardCredentials credentials = reference.credentialsId() == null
                ? null
                : found(
                        CredentialsProvider.findCredentialByIdInItem(
                                reference.credentialsId(), StandardCredentials.class, job, ACL.SYSTEM2, List.of()),
                        reference.credentialsId());
        return of(reference, credentials);
    }

    /** As an administrator tests it. */
    public static ClusterAccess ofConfiguration(ClusterConfiguration cluster) throws AbortException {
        return access(cluster, configured(cluster), cluster.getNamespace());
    }

    private static ClusterAccess of(ClusterReference reference, StandardCredentials own) throws AbortException {
        ClusterConfiguration cluster = own != null && reference.cluster() == null ? null : cluster(reference.cluster());
        String namespace =
                reference.namespace() == null && cluster != null ? cluster.getNamespace() : reference.namespace();
        return access(cluster, own == null ? configured(cluster) : own, namespace);
    }

    private static ClusterConfiguration cluster(String name) throws AbortException {
        List<ClusterConfiguration> all = NodeMemoryConfiguration.get().getClusters();
        if (name == null && all.size() == 1) {
            return all.get(0);
        }
        String names = all.stream().map(ClusterConfiguration::getName).collect(Collectors.joining(", "));
        if (name == null) {
            throw new AbortException(
                    all.isEmpty()
                            ? "no cluster is configured: give the step credentialsId, or let an administrator add a cluster"
                            : "there are several clusters: say which by cluster: " + names);
        }
        return NodeMemoryConfiguration.get()
                .cluster(name)
                .orElseThrow(() -> new AbortException("no cluster %s is configured; there are: %s"
                        .formatted(name, names.isEmpty() ? "none" : names)));
    }

    private static StandardCredentials configured(ClusterConfiguration cluster) throws AbortException {
        String id = cluster.getCredentialsId();
        if (id == null) {
            throw new AbortException(
                    "the cluster %s has no credentials: give credentialsId".formatted(cluster.getName()));
        }
        return found(
                CredentialsProvider.findCredentialByIdInItemGroup(
                        id, StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                id);
    }

    private static StandardCredentials found(StandardCredentials credentials, String id) throws AbortException {
        if (credentials == null) {
            throw new AbortException("there are no credentials %s that may be used here".formatted(id));
        }
        return credentials;
    }

    private static ClusterAccess access(ClusterConfiguration cluster, StandardCredentials credentials, String namespace)
            throws AbortException {
        try {
            KubernetesAuth auth = AuthenticationTokens.convert(KubernetesAuth.class, credentials);
            if (auth == null) {
                throw new AbortException(
                        "the credentials %s are none for a cluster: take a secret file (kubeconfig), a secret"
                                        .formatted(credentials.getId())
                                + " text (token), a certificate or a user with password");
            }
            String server = cluster == null ? null : cluster.getServerUrl();
            String kubeconfig = auth.buildKubeConfig(new KubernetesAuthConfig(
                    server == null ? "" : server, cluster == null ? null : cluster.getServerCertificate(), false));
            return new ClusterAccess(kubeconfig, namespace == null ? DEFAULT_NAMESPACE : namespace);
        } catch (KubernetesAuthException | JsonProcessingException e) {
            throw new AbortException("the credentials %s cannot be used for a cluster: %s"
                    .formatted(credentials.getId(), e.getMessage()));
        }
    }
}
