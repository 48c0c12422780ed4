package io.jenkins.plugins.nodememory;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.User;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.nodememory.store.ControllerStore;
import io.jenkins.plugins.nodememory.store.StoreThread;
import io.nodememory.evidence.capture.Capture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Deletes the rows of a build's captures together with the build. The records of custody stay. */
@Extension
public final class CaptureRetention extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(CaptureRetention.class.getName());

    @Override
    public void onDeleted(@NonNull Run<?, ?> run) {
        CaptureAction action = run.getAction(CaptureAction.class);
        if (action != null) {
            action.getCaptures().forEach(capture -> delete(run, capture));
        }
    }

    private static void delete(Run<?, ?> run, CaptureSummary capture) {
        delete(capture, "its build was deleted: " + run.getExternalizableId());
    }

    static void delete(CaptureSummary capture, String reason) {
        User user = User.current();
        String operator = user == null ? "Jenkins" : user.getId();
        try {
            StoreThread.call(
                    () -> {
                        try (ControllerStore store = ControllerStore.use(capture.getStore())) {
                            Capture stored = store.evidence().capture(capture.getId());
                            if (!stored.isDeleted() && stored.uuid().equals(capture.getUuid())) {
                                store.evidence().delete(stored.id(), operator, reason);
                            }
                            return null;
                        }
                    },
                    () -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOGGER.log(
                    Level.WARNING, e, () -> "cannot delete " + capture.getId() + " of the store " + capture.getStore());
        }
    }
}
