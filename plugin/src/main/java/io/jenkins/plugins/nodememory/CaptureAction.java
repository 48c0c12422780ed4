package io.jenkins.plugins.nodememory;

import hudson.model.Action;
import hudson.model.Run;
import io.nodememory.query.QueryException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.verb.POST;

/** The captures of a build: a summary on its page, and a page of their own with a query box. */
public final class CaptureAction implements RunAction2, StaplerProxy {
    static final String URL = "node-memory";

    private final List<NodeCapture> captures = new CopyOnWriteArrayList<>();
    private transient Run<?, ?> run;

    /** The action of a build, added if there is none. */
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

    void add(NodeCapture capture) throws IOException {
        captures.add(capture);
        run.save();
    }

    public List<NodeCapture> getCaptures() {
        return List.copyOf(captures);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    public boolean isViewable() {
        return NodeMemoryPermissions.canView(run);
    }

    /** Runs a query on one of this build's captures and shows its rows. */
    @POST
    public HttpResponse doQuery(@QueryParameter int index, @QueryParameter String query) throws Exception {
        run.checkPermission(NodeMemoryPermissions.VIEW);
        List<NodeCapture> all = getCaptures();
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

    @Override
    public Object getTarget() {
        run.checkPermission(NodeMemoryPermissions.VIEW);
        return this;
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        this.run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        this.run = loaded;
    }

    /** Null where it may not be seen: see {@link Action}. */
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
