package io.jenkins.plugins.nodememory;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;

/** Deletes the rows of captures that are older than the configured days, although their builds stay. */
@Extension
public final class RetentionByAge extends AsyncPeriodicWork {
    public RetentionByAge() {
        super("Deletion of old captures of node memory");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.HOURS.toMillis(1);
    }

    @Override
    protected void execute(TaskListener listener) throws IOException {
        int days = NodeMemoryConfiguration.get().getKeepDays();
        if (days > 0) {
            deleteBefore(Instant.now().minus(Duration.ofDays(days)), days);
        }
    }

    static void deleteBefore(Instant oldest, int days) throws IOException {
        for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) {
            for (Run<?, ?> run : job.getBuilds()) {
                CaptureAction action = run.getAction(CaptureAction.class);
                if (action != null
                        && !run.isBuilding()
                        && !run.isKeepLog()
                        && run.getTime().toInstant().isBefore(oldest)) {
                    for (CaptureSummary capture : action.getCaptures()) {
                        if (!capture.isDeleted()) {
                            CaptureRetention.delete(capture, "older than %d days".formatted(days));
                            capture.setDeleted();
                        }
                    }
                    run.save();
                }
            }
        }
    }
}
