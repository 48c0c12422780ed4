package io.jenkins.plugins.nodememory.access;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.fasterxml.jackson.core.JsonProcessingException;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import java.util.List;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthConfig;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthException;

/** Credentials of a cluster: a kubeconfig, a token, a certificate, or a user with password. */
public final class ClusterCredentials {
    private final StandardCredentials credentials;

    private ClusterCredentials(StandardCredentials credentials, String id) throws AbortException {
        if (credentials == null) {
            throw new AbortException("no credentials %s exist that this job may use".formatted(id));
        }
        this.credentials = credentials;
    }

    /** Looks up credentials with the rights of a build and records their use. */
    public static ClusterCredentials ofBuild(String id, Run<?, ?> run) throws AbortException {
        StandardCredentials found =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, List.of());
        ClusterCredentials credentials = new ClusterCredentials(found, id);
        CredentialsProvider.track(run, found);
        return credentials;
    }

    /** Looks up credentials of a job with the rights of Jenkins, after the build has ended. */
    public static ClusterCredentials ofItem(String id, Item job) throws AbortException {
        return new ClusterCredentials(
                CredentialsProvider.findCredentialByIdInItem(
                        id, StandardCredentials.class, job, ACL.SYSTEM2, List.of()),
                id);
    }

    /** Looks up credentials of the whole Jenkins with the rights of Jenkins. */
    public static ClusterCredentials ofJenkins(String id) throws AbortException {
        return new ClusterCredentials(
                CredentialsProvider.findCredentialByIdInItemGroup(
                        id, StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                id);
    }

    /**
     * Returns the access to a cluster with these credentials.
     *
     * @param server URL of the API server; null if the credentials are a kubeconfig
     * @param certificate certificate of the authority that signed the API server's, in PEM; may be null
     * @param namespace namespace of the capture pods; null for {@value ClusterAccess#DEFAULT_NAMESPACE}
     */
    public ClusterAccess access(String server, String certificate, String namespace) throws AbortException {
        try {
            KubernetesAuth auth = AuthenticationTokens.convert(KubernetesAuth.class, credentials);
            if (auth == null) {
                throw new AbortException(
                        "the credentials %s have no type that fits a cluster: use a secret file (kubeconfig), a secret"
                                        .formatted(credentials.getId())
                                + " text (token), a certificate or a user with password");
            }
            String kubeconfig =
                    auth.buildKubeConfig(new KubernetesAuthConfig(server == null ? "" : server, certificate, false));
            return new ClusterAccess(kubeconfig, namespace == null ? ClusterAccess.DEFAULT_NAMESPACE : namespace);
        } catch (KubernetesAuthException | JsonProcessingException e) {
            throw new AbortException("the credentials %s cannot be used for a cluster: %s"
                    .formatted(credentials.getId(), e.getMessage()));
        }
    }
}
