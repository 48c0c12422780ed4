package io.jenkins.plugins.nodememory.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.nodememory.access.ClusterAccess;
import io.jenkins.plugins.nodememory.access.ClusterCredentials;
import io.jenkins.plugins.nodememory.common.Messages;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A cluster whose nodes can be captured, with the name that pipelines use. */
public final class ClusterConfiguration extends AbstractDescribableImpl<ClusterConfiguration> {
    private final String name;
    private String serverUrl;
    private String serverCertificate;
    private String credentialsId;
    private String namespace;

    @DataBoundConstructor
    public ClusterConfiguration(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }

    public String getServerUrl() {
        return serverUrl;
    }

    /** @param serverUrl of the API server; null if the credentials are a kubeconfig that names it */
    @DataBoundSetter
    public void setServerUrl(String serverUrl) {
        this.serverUrl = Util.fixEmptyAndTrim(serverUrl);
    }

    public String getServerCertificate() {
        return serverCertificate;
    }

    /** @param serverCertificate of the authority that signed the API server's, in PEM; null if Java trusts it */
    @DataBoundSetter
    public void setServerCertificate(String serverCertificate) {
        this.serverCertificate = Util.fixEmptyAndTrim(serverCertificate);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    public String getNamespace() {
        return namespace;
    }

    /** @param namespace that admits privileged pods; null for {@value ClusterAccess#DEFAULT_NAMESPACE} */
    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /**
     * Returns the access to this cluster.
     *
     * @param own credentials in place of the configured ones; null for the configured ones
     * @param ownNamespace namespace in place of the configured one; null for the configured one
     */
    public ClusterAccess access(ClusterCredentials own, String ownNamespace) throws AbortException {
        ClusterCredentials credentials = own;
        if (credentials == null) {
            if (credentialsId == null) {
                throw new AbortException("the cluster %s has no credentials: give credentialsId".formatted(name));
            }
            credentials = ClusterCredentials.ofJenkins(credentialsId);
        }
        return credentials.access(serverUrl, serverCertificate, ownNamespace == null ? namespace : ownNamespace);
    }

    @Extension
    @Symbol("nodeMemoryCluster")
    public static final class DescriptorImpl extends Descriptor<ClusterConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ClusterConfiguration_displayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return ConfigurationLists.credentials(null, credentialsId);
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.ClusterConfiguration_nameMissing())
                    : FormValidation.ok();
        }

        /** Lists the capture pods of the cluster, as a capture does. */
        @POST
        public FormValidation doTestCluster(
                @QueryParameter String name,
                @QueryParameter String serverUrl,
                @QueryParameter String serverCertificate,
                @QueryParameter String credentialsId,
                @QueryParameter String namespace) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            ClusterConfiguration cluster = new ClusterConfiguration(name);
            cluster.setServerUrl(serverUrl);
            cluster.setServerCertificate(serverCertificate);
            cluster.setCredentialsId(credentialsId);
            cluster.setNamespace(namespace);
            try {
                ClusterAccess access = cluster.access(null, null);
                return FormValidation.ok(
                        Messages.ClusterConfiguration_reached(access.serverVersion(), access.namespace()));
            } catch (AbortException e) {
                return FormValidation.error(e.getMessage());
            }
        }
    }
}
