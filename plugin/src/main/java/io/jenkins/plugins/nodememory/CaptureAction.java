package io.jenkins.plugins.nodememory;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Action;
import hudson.model.Run;
import hudson.util.HttpResponses;
import io.jenkins.plugins.nodememory.common.EvidenceTab;
import io.jenkins.plugins.nodememory.common.Messages;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.source.QueryException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** The captures of a build: a summary on its page, and a page of their own with a query box. */
public final class CaptureAction extends EvidenceTab {
    static final String URL = "node-memory";

    private static final String FIRST_QUERY = "tasks.select { [pid, name, cmdline] }";

    private final List<CaptureSummary> captures = new CopyOnWriteArrayList<>();

    private CaptureAction() {}

    /** The newest capture of a build. */
    static CaptureSummary newest(Run<?, ?> run) throws AbortException {
        CaptureAction action = run.getAction(CaptureAction.class);
        List<CaptureSummary> all = action == null ? List.of() : action.getCaptures();
        if (all.isEmpty()) {
            throw new AbortException(
                    "this build has no capture: call captureNodeMemory before, or give its result as 'capture'");
        }
        return all.get(all.size() - 1);
    }

    /** Returns the action of a build; adds it if it is missing. */
    static CaptureAction of(Run<?, ?> run) {
        synchronized (run) {
            CaptureAction action = run.getAction(CaptureAction.class);
            if (action == null) {
                action = new CaptureAction();
                run.addAction(action);
            }
            return action;
        }
    }

    void add(CaptureSummary capture) throws IOException {
        captures.add(capture);
        run.save();
    }

    public List<CaptureSummary> getCaptures() {
        return List.copyOf(captures);
    }

    public boolean isViewable() {
        return NodeMemoryPermissions.canView(run);
    }

    public boolean isDownloadable() {
        return run.hasPermission(NodeMemoryPermissions.DOWNLOAD);
    }

    /** A link to this page with a query in the box of a capture. The query runs only when a user submits it. */
    public String link(CaptureSummary capture, String table) {
        return "?capture=%s&query=%s#capture-%1$s".formatted(capture.getUuid(), Util.rawEncode(table + ".limit(100)"));
    }

    /** The text in the query box of a capture: the query of the link, or a sample. */
    public String queryOf(CaptureSummary capture) {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        String query = request == null || !capture.getUuid().equals(request.getParameter("capture"))
                ? null
                : request.getParameter("query");
        return query == null ? FIRST_QUERY : query;
    }

    /** Runs a query on one of this build's captures and shows its rows. */
    @POST
    public HttpResponse doQuery(@QueryParameter int index, @QueryParameter String query) throws Exception {
        run.checkPermission(NodeMemoryPermissions.VIEW);
        List<CaptureSummary> all = getCaptures();
        if (index < 0 || index >= all.size()) {
            throw HttpResponses.error(404, "this build has no such capture");
        }
        QueryPage page;
        try {
            page = new QueryPage(
                    this,
                    index,
                    query,
                    CaptureQuery.forPage(all.get(index), query).run(),
                    null);
        } catch (QueryException e) {
            page = new QueryPage(this, index, query, null, e.getMessage());
        }
        return HttpResponses.forwardToView(page, "index");
    }

    /** A store with one capture alone, as a file that {@code nodemem shell --store} opens. */
    @GET
    public HttpResponse doDownload(@QueryParameter int index) throws Exception {
        run.checkPermission(NodeMemoryPermissions.DOWNLOAD);
        List<CaptureSummary> all = getCaptures();
        if (index < 0 || index >= all.size()) {
            throw HttpResponses.error(404, "this build has no such capture");
        }
        try {
            return CaptureDownload.of(all.get(index));
        } catch (BadInputException e) {
            throw HttpResponses.error(404, e.getMessage());
        }
    }

    /** Completion at the cursor of a query, as {@code {start, items: [{value, help}]}}. It reads no capture. */
    @POST
    public HttpResponse doComplete(@QueryParameter String text, @QueryParameter int cursor) {
        run.checkPermission(NodeMemoryPermissions.VIEW);
        return HttpResponses.okJSON(QueryCompletion.at(Util.fixNull(text), cursor));
    }

    /** Null if the user may not see it: see {@link Action}. */
    @Override
    public String getIconFileName() {
        return isViewable() ? "symbol-search" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.CaptureAction_displayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
