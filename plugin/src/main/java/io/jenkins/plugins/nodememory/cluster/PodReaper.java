package io.jenkins.plugins.nodememory.cluster;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.config.ClusterConfiguration;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Deletes pods that captures left in clusters after a crash, a lost agent or a network failure. */
@Extension
public final class PodReaper extends AsyncPeriodicWork {
    private static final long MINUTES = 5;

    public PodReaper() {
        super("Removal of pods that captures of node memory left");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(MINUTES);
    }

    @Override
    protected void execute(TaskListener listener) throws IOException {
        PodLedger.get().reap();
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        // Twice the longest life of a pod: captures of other programs run there too
        Duration old = Duration.ofMinutes(2L * configuration.getTimeout());
        for (ClusterConfiguration cluster : configuration.getClusters()) {
            try {
                cluster.access(null, null)
                        .sweep(old)
                        .forEach(pod -> listener.getLogger().println(cluster.getName() + ": removed " + pod));
            } catch (IOException | RuntimeException e) {
                listener.getLogger().println(cluster.getName() + ": " + e.getMessage());
            }
        }
    }
}
