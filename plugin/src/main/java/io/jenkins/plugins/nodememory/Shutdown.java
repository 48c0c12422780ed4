package io.jenkins.plugins.nodememory;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.listeners.ItemListener;
import jenkins.model.Jenkins;

/** Whether a controller goes down. Agents may be cut off by it before it says that it is terminating. */
@Extension
public final class Shutdown extends ItemListener {
    private volatile boolean begun;

    /** @param controller that may have gone down already, with another one in its place */
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
