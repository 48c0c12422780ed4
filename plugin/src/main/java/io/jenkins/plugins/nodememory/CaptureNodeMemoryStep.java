package io.jenkins.plugins.nodememory;

import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import java.io.Serializable;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code captureNodeMemory}: reads a memory image of the workspace into a store of the controller. */
public final class CaptureNodeMemoryStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String file;
    private String symbols;
    private String name;
    private String reason;
    private String store;

    /** @param file path of the image in the workspace */
    @DataBoundConstructor
    public CaptureNodeMemoryStep(String file) {
        this.file = file;
    }

    public String getFile() {
        return file;
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

        @Override
        public String getDisplayName() {
            return Messages.CaptureNodeMemoryStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FilePath.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckFile(@QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.CaptureNodeMemoryStep_fileMissing())
                    : FormValidation.ok();
        }
    }
}
