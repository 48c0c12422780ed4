package io.jenkins.plugins.nodememory;

import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.check.CheckSummary;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/** Runs a check on the controller, where the rows are. Only policies of a workspace need an agent. */
final class CheckExecution extends SynchronousNonBlockingStepExecution<CheckSummary> {
    private static final long serialVersionUID = 1L;

    private final CheckNodeMemoryStep step;

    CheckExecution(StepContext context, CheckNodeMemoryStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected CheckSummary run() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        run.checkPermission(NodeMemoryPermissions.VIEW);
        CheckWork work = new CheckWork(
                step, run, getContext().get(FilePath.class), getContext().get(TaskListener.class));
        CheckSummary summary = work.run();
        Result result = summary.result();
        if (result != Result.SUCCESS) {
            getContext()
                    .get(FlowNode.class)
                    .addOrReplaceAction(new WarningAction(result).withMessage(summary.getSummary()));
        }
        return summary;
    }
}
