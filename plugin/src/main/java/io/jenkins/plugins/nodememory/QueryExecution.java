package io.jenkins.plugins.nodememory;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.common.LogText;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import io.nodememory.kernel.BadInputException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/** Runs a query on the controller's store, without an agent. */
final class QueryExecution extends SynchronousNonBlockingStepExecution<List<Map<String, Object>>> {
    private static final long serialVersionUID = 1L;
    private static final int MOST_ROWS = 100_000;
    private static final int MOST_SECONDS = 3_600;

    private final QueryNodeMemoryStep step;

    QueryExecution(StepContext context, QueryNodeMemoryStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected List<Map<String, Object>> run() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        run.checkPermission(NodeMemoryPermissions.VIEW);
        within("limit", step.getLimit(), MOST_ROWS);
        within("timeout", step.getTimeout(), MOST_SECONDS);
        CaptureSummary capture = step.getCapture() == null ? CaptureAction.newest(run) : step.getCapture();
        CaptureQuery query =
                new CaptureQuery(capture, step.getQuery(), step.getLimit(), Duration.ofSeconds(step.getTimeout()));
        try {
            QueryRows rows = query.run();
            if (rows.truncated()) {
                LogText.println(
                        getContext().get(TaskListener.class),
                        "only the first %,d rows are returned: there are more".formatted(step.getLimit()));
            }
            return rows.maps();
        } catch (BadInputException e) {
            throw new AbortException(LogText.printable(e.getMessage()));
        }
    }

    private static void within(String name, int value, int most) throws AbortException {
        if (value < 1 || value > most) {
            throw new AbortException("%s is from 1 to %,d, not %,d".formatted(name, most, value));
        }
    }
}
