package io.jenkins.plugins.nodememory;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.nodememory.check.GateConfiguration;
import io.jenkins.plugins.nodememory.common.Messages;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** {@code checkNodeMemory}: checks a capture by policies and marks stage and build. */
public final class CheckNodeMemoryStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_INCOMPLETE = "UNSTABLE";

    private final String policy;
    private CaptureSummary capture;
    private String baseline;
    private ArrayList<GateConfiguration> qualityGates = new ArrayList<>();
    private String incomplete = DEFAULT_INCOMPLETE;
    private String output;

    /** @param policy names of built-in policies and paths of files in the workspace, separated by commas */
    @DataBoundConstructor
    public CheckNodeMemoryStep(String policy) {
        this.policy = policy;
    }

    public String getPolicy() {
        return policy;
    }

    public CaptureSummary getCapture() {
        return capture;
    }

    /** @param capture the result of {@code captureNodeMemory}; by default the newest capture of the build */
    @DataBoundSetter
    public void setCapture(CaptureSummary capture) {
        this.capture = capture;
    }

    public String getBaseline() {
        return baseline;
    }

    /** @param baseline {@code last-good}, the name of an approved capture, or a capture's number in the store */
    @DataBoundSetter
    public void setBaseline(String baseline) {
        this.baseline = Util.fixEmptyAndTrim(baseline);
    }

    public List<GateConfiguration> getQualityGates() {
        return new ArrayList<>(qualityGates);
    }

    /** @param qualityGates in place of those of the policies */
    @DataBoundSetter
    public void setQualityGates(List<GateConfiguration> qualityGates) {
        this.qualityGates = new ArrayList<>(qualityGates);
    }

    public String getIncomplete() {
        return incomplete;
    }

    /** @param incomplete the result of the build if rules are undecided: NOTE, UNSTABLE or FAILURE */
    @DataBoundSetter
    public void setIncomplete(String incomplete) {
        this.incomplete = Util.fixEmptyAndTrim(incomplete) == null ? DEFAULT_INCOMPLETE : incomplete.trim();
    }

    public String getOutput() {
        return output;
    }

    /** @param output folder in the workspace for copies of the reports; null for none */
    @DataBoundSetter
    public void setOutput(String output) {
        this.output = Util.fixEmptyAndTrim(output);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new CheckExecution(context, this);
    }

    @Extension
    @Symbol("checkNodeMemory")
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "checkNodeMemory";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.CheckNodeMemoryStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            Object policies = arguments.get("policy");
            return policies == null ? null : policies.toString();
        }

        @POST
        public FormValidation doCheckPolicy(@QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.CheckNodeMemoryStep_policyMissing())
                    : FormValidation.ok();
        }

        @POST
        public ListBoxModel doFillIncompleteItems() {
            ListBoxModel items = new ListBoxModel();
            List.of("UNSTABLE", "FAILURE", "NOTE").forEach(items::add);
            return items;
        }
    }
}
