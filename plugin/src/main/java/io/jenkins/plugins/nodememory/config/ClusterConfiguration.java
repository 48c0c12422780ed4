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
import io.jenkins.plugins.nodememory.cluster.Clusters;
import io.jenkins.plugins.nodememory.common.Messages;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A cluster whose nodes can be captured, by the name that pipelines use for it. */
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

    /** @param serverCertificate of the authority that signed the API server's, in PEM; null if it is generally known */
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

    /** @param namespace that admits privileged pods; null for {@value Clusters#DEFAULT_NAMESPACE} */
    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
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

        /** Asks the cluster for the pods of captures, as a capture does. */
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
                ClusterAccess access = Clusters.ofConfiguration(cluster);
                return FormValidation.ok(
                        Messages.ClusterConfiguration_reached(access.serverVersion(), access.namespace()));
            } catch (AbortException e) {
                return FormValidation.error(e.getMessage());
            }
        }
    }
}
