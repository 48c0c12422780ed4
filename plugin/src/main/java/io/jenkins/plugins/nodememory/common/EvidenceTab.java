package io.jenkins.plugins.nodememory.common;

import hudson.model.Actionable;
import hudson.model.Run;
import jenkins.model.RunAction2;
import jenkins.model.Tab;
import org.kohsuke.stapler.StaplerProxy;

/** A page of a build that shows evidence: whatever is asked of it is for those alone who may view evidence. */
public abstract class EvidenceTab extends Tab implements RunAction2, StaplerProxy {
    /** The build; set by Jenkins when this is added to it or loaded with it. */
    protected transient Run<?, ?> run;

    protected EvidenceTab() {
        super(null);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public Actionable getObject() {
        return run;
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
}
