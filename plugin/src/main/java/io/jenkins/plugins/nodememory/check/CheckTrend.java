package io.jenkins.plugins.nodememory.check;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import jenkins.model.TransientActionFactory;

/** A job's findings by build and severity, as a chart on its page. */
public final class CheckTrend implements Action {
    private static final int MOST_BUILDS = 20;
    private static final int MOST_LOOKED_AT = 100;
    private static final int HEIGHT = 100;
    private static final int STEP = 14;
    private static final int BAR = 10;

    private final Job<?, ?> job;

    CheckTrend(Job<?, ?> job) {
        this.job = job;
    }

    /**
     * A part of a bar, with getters for Jelly.
     *
     * @param severity in lower case, as the style sheet names it
     */
    public record Part(int x, int y, int height, String severity) {
        public int getX() {
            return x;
        }

        public int getY() {
            return y;
        }

        public int getHeight() {
            return height;
        }

        public String getSeverity() {
            return severity;
        }
    }

    /** A build's bar. */
    public record Bar(String url, String title, int x, List<Part> parts) {
        public String getUrl() {
            return url;
        }

        public String getTitle() {
            return title;
        }

        public int getX() {
            return x;
        }

        public List<Part> getParts() {
            return parts;
        }
    }

    public boolean isViewable() {
        return job.hasPermission(NodeMemoryPermissions.VIEW);
    }

    public int getWidth() {
        return MOST_BUILDS * STEP;
    }

    public int getHeight() {
        return HEIGHT;
    }

    public int getBarWidth() {
        return BAR;
    }

    /** The newest builds with checks, in ascending order. */
    public List<Bar> getBars() {
        List<CheckAction> actions = new ArrayList<>();
        int looked = 0;
        for (Run<?, ?> run = job.getLastBuild();
                run != null && actions.size() < MOST_BUILDS && looked < MOST_LOOKED_AT;
                run = run.getPreviousBuild()) {
            looked++;
            CheckAction action = run.getAction(CheckAction.class);
            if (action != null && !action.getChecks().isEmpty()) {
                actions.add(action);
            }
        }
        Collections.reverse(actions);
        long most = actions.stream().mapToLong(CheckTrend::findings).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (CheckAction action : actions) {
            bars.add(bar(action, bars.size() * STEP, Math.max(1, most)));
        }
        return bars;
    }

    private static long findings(CheckAction action) {
        return action.getChecks().stream().mapToLong(CheckSummary::getFindings).sum();
    }

    private static Bar bar(CheckAction action, int x, long most) {
        List<Part> parts = new ArrayList<>();
        int y = HEIGHT;
        for (String severity : action.getChecks().get(0).getSeverities().keySet()) {
            long count = action.getChecks().stream()
                    .mapToLong(check -> check.getSeverities().getOrDefault(severity, 0L))
                    .sum();
            int height = (int) (count * (HEIGHT - STEP) / most);
            if (height > 0) {
                y -= height;
                parts.add(new Part(x, y, height, severity.toLowerCase(Locale.ROOT)));
            }
        }
        String verdict = action.getChecks().stream()
                .map(CheckSummary::getVerdict)
                .filter(v -> !v.equals("PASS"))
                .min(String::compareTo)
                .orElse("PASS");
        Run<?, ?> run = action.getRun();
        String title = "%s: %s, %,d findings".formatted(run.getDisplayName(), verdict, findings(action));
        return new Bar(run.getNumber() + "/" + CheckAction.URL, title, x, parts);
    }

    /** No link of its own: the chart is on the job's page. */
    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return null;
    }

    /** Adds the chart to jobs with checks. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job job) {
            Run<?, ?> last = ((Job<?, ?>) job).getLastCompletedBuild();
            return last == null ? List.of() : List.of(new CheckTrend(job));
        }
    }
}
