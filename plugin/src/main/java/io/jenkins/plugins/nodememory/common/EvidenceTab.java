package io.jenkins.plugins.nodememory.common;

import hudson.model.Actionable;
import hudson.model.Run;
import jenkins.model.RunAction2;
import jenkins.model.Tab;
import org.kohsuke.stapler.StaplerProxy;

/** A page of a build that shows evidence. Every address below it requires the permission to view evidence. */
public abstract class EvidenceTab extends Tab implements RunAction2, StaplerProxy {
    /** The build; Jenkins sets it when this action is added or loaded. */
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
