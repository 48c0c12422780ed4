package io.jenkins.plugins.nodememory.check;

import hudson.model.Action;
import hudson.model.Run;
import io.jenkins.plugins.nodememory.common.EvidenceTab;
import io.jenkins.plugins.nodememory.common.Messages;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import io.nodememory.query.report.ReportFormat;
import io.nodememory.query.report.ReportFormats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.GET;

/** The checks of a build: verdict and findings, as a page, as a tab of the new build page, and as reports. */
public final class CheckAction extends EvidenceTab {
    public static final String URL = "node-memory-check";

    private final List<CheckSummary> checks = new CopyOnWriteArrayList<>();

    private CheckAction() {}

    /** Returns the action of a build; adds it if it is missing. */
    public static CheckAction of(Run<?, ?> run) {
        synchronized (run) {
            CheckAction action = run.getAction(CheckAction.class);
            if (action == null) {
                action = new CheckAction();
                run.addAction(action);
            }
            return action;
        }
    }

    /** The number of the next check. */
    synchronized int next() {
        return checks.stream().mapToInt(CheckSummary::getNumber).max().orElse(0) + 1;
    }

    public void add(CheckSummary summary) throws IOException {
        checks.add(summary);
        run.save();
    }

    public List<CheckSummary> getChecks() {
        return List.copyOf(checks);
    }

    public boolean isViewable() {
        return run.hasPermission(NodeMemoryPermissions.VIEW);
    }

    /** The formats that a check's page links to: those whose report the build has. */
    public List<ReportFormat> reports(CheckSummary summary) {
        Path folder = CheckSummary.folder(run);
        return ReportFormats.ALL.stream()
                .filter(format -> KeptReport.exists(folder.resolve(summary.file(format))))
                .toList();
    }

    /** The report of a check for its page; null if the report is gone. */
    public CheckReport report(CheckSummary summary) throws IOException {
        Path file = CheckSummary.folder(run).resolve(summary.file(CheckReport.FORMAT));
        return KeptReport.exists(file) ? CheckReport.read(file) : null;
    }

    /** A report as a download. It is never shown in the browser: its names come from programs on the node. */
    @GET
    public HttpResponse doReport(@QueryParameter int check, @QueryParameter String kind) {
        run.checkPermission(NodeMemoryPermissions.VIEW);
        CheckSummary summary = checks.stream()
                .filter(c -> c.getNumber() == check)
                .findFirst()
                .orElseThrow(() -> HttpResponses.error(404, "this build has no such check"));
        ReportFormat format =
                ReportFormats.byExtension(kind).orElseThrow(() -> HttpResponses.error(404, "there is no such report"));
        Path file = CheckSummary.folder(run).resolve(summary.file(format));
        return new ReportResponse(file, summary.file(format));
    }

    /** Null if the user may not see it: see {@link Action}. */
    @Override
    public String getIconFileName() {
        return isViewable() ? "symbol-shield-checkmark-outline plugin-ionicons-api" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.CheckAction_displayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
