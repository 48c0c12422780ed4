package io.jenkins.plugins.nodememory;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.listeners.ItemListener;
import jenkins.model.Jenkins;

/** Detects the shutdown of a controller. It may disconnect agents before it reports that it is terminating. */
@Extension
public final class Shutdown extends ItemListener {
    private volatile boolean begun;

    /** @param controller may have ended already, with another one in its place */
    static boolean hasBegun(Jenkins controller) {
        return controller.isTerminating()
                || Jenkins.getInstanceOrNull() != controller
                || ExtensionList.lookupSingleton(Shutdown.class).begun;
    }

    @Override
    public void onBeforeShutdown() {
        begun = true;
    }
}
