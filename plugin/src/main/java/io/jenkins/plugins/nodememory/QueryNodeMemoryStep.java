package io.jenkins.plugins.nodememory;

import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.nodememory.common.Messages;
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

/** {@code queryNodeMemory}: the rows of a query as a list of maps. */
public final class QueryNodeMemoryStep extends Step implements Serializable {
    static final int DEFAULT_LIMIT = 10_000;
    static final int DEFAULT_TIMEOUT = 60;
    private static final long serialVersionUID = 1L;

    private final String query;
    private CaptureSummary capture;
    private int limit = DEFAULT_LIMIT;
    private int timeout = DEFAULT_TIMEOUT;

    @DataBoundConstructor
    public QueryNodeMemoryStep(String query) {
        this.query = query;
    }

    public String getQuery() {
        return query;
    }

    public CaptureSummary getCapture() {
        return capture;
    }

    /** @param capture the result of {@code captureNodeMemory}; by default the newest capture of the build */
    @DataBoundSetter
    public void setCapture(CaptureSummary capture) {
        this.capture = capture;
    }

    public int getLimit() {
        return limit;
    }

    /** @param limit the largest number of rows */
    @DataBoundSetter
    public void setLimit(int limit) {
        this.limit = limit;
    }

    public int getTimeout() {
        return timeout;
    }

    /** @param timeout in seconds */
    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = timeout;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new QueryExecution(context, this);
    }

    @Extension
    @Symbol("queryNodeMemory")
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "queryNodeMemory";
        }

        @Override
        public String getDisplayName() {
            return Messages.QueryNodeMemoryStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckQuery(@QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.QueryNodeMemoryStep_queryMissing())
                    : FormValidation.ok();
        }
    }
}
