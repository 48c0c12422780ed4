package io.jenkins.plugins.nodememory;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.nodememory.cluster.ClusterReference;
import io.jenkins.plugins.nodememory.common.Messages;
import io.jenkins.plugins.nodememory.config.ConfigurationLists;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code captureNodeMemory}: reads a node's memory, or a memory image of the workspace, into a store of the controller. */
public final class CaptureNodeMemoryStep extends Step implements Serializable {
    static final String TARGETED = "targeted";
    static final String FULL = "full";
    private static final long serialVersionUID = 1L;

    private String file;
    private String node;
    private String cluster;
    private String credentialsId;
    private String namespace;
    private String mode = TARGETED;
    private String image;
    private String output;
    private String symbols;
    private String name;
    private String reason;
    private String store;
    private int timeout;

    @DataBoundConstructor
    public CaptureNodeMemoryStep() {
        // All parameters are optional here; the run checks that file or node is given
    }

    public String getFile() {
        return file;
    }

    /** @param file path of an image in the workspace, in place of a node */
    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    public String getNode() {
        return node;
    }

    /** @param node name of a node of a Kubernetes cluster */
    @DataBoundSetter
    public void setNode(String node) {
        this.node = Util.fixEmptyAndTrim(node);
    }

    public String getCluster() {
        return cluster;
    }

    /** @param cluster name in Jenkins' configuration */
    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** @param credentialsId of a kubeconfig or a token, in place of the configured ones */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    public String getMode() {
        return mode;
    }

    /** @param mode {@value #TARGETED} (the pages that the analysis reads) or {@value #FULL} (all RAM) */
    @DataBoundSetter
    public void setMode(String mode) {
        this.mode = Util.fixEmptyAndTrim(mode) == null ? TARGETED : mode.trim();
    }

    public String getImage() {
        return image;
    }

    /** @param image of the pod's container; null for the configured one */
    @DataBoundSetter
    public void setImage(String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    public String getOutput() {
        return output;
    }

    /** @param output path in the workspace for the memory image; null to keep only its rows */
    @DataBoundSetter
    public void setOutput(String output) {
        this.output = Util.fixEmptyAndTrim(output);
    }

    public String getSymbols() {
        return symbols;
    }

    @DataBoundSetter
    public void setSymbols(String symbols) {
        this.symbols = Util.fixEmptyAndTrim(symbols);
    }

    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    public String getReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(String reason) {
        this.reason = Util.fixEmptyAndTrim(reason);
    }

    public String getStore() {
        return store;
    }

    @DataBoundSetter
    public void setStore(String store) {
        this.store = Util.fixEmptyAndTrim(store);
    }

    public int getTimeout() {
        return timeout;
    }

    /** @param timeout in minutes; 0 for the configured value */
    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = Math.max(0, timeout);
    }

    ClusterReference reference() {
        return new ClusterReference(cluster, credentialsId, namespace);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new CaptureExecution(context, this);
    }

    @Extension
    @Symbol("captureNodeMemory")
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "captureNodeMemory";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.CaptureNodeMemoryStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FilePath.class, TaskListener.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            Object what = arguments.get("node") == null ? arguments.get("file") : arguments.get("node");
            return what == null ? null : what.toString();
        }

        @POST
        public FormValidation doCheckNode(@QueryParameter String value, @QueryParameter String file) {
            boolean one = Util.fixEmptyAndTrim(value) == null ^ Util.fixEmptyAndTrim(file) == null;
            return one ? FormValidation.ok() : FormValidation.error(Messages.CaptureNodeMemoryStep_nodeOrFile());
        }

        @POST
        public ListBoxModel doFillModeItems() {
            return new ListBoxModel(
                    new ListBoxModel.Option(Messages.CaptureNodeMemoryStep_targeted(), TARGETED),
                    new ListBoxModel.Option(Messages.CaptureNodeMemoryStep_full(), FULL));
        }

        @POST
        public ListBoxModel doFillClusterItems(@AncestorInPath Item item) {
            return ConfigurationLists.clusters(item);
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return ConfigurationLists.credentials(item, credentialsId);
        }
    }
}
