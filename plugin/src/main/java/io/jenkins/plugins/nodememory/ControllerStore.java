package io.jenkins.plugins.nodememory;

import hudson.AbortException;
import io.nodememory.evidence.Access;
import io.nodememory.evidence.EvidenceStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * A store of the controller, below {@code $JENKINS_HOME/node-memory} and so no artifact of any build. All builds share one
 * opened store; it is closed when nobody uses it, so that {@code nodemem shell --store} can read it then.
 */
final class ControllerStore implements AutoCloseable {
    static final String DEFAULT_NAME = "evidence";
    private static final String FOLDER = "node-memory";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Map<Path, ControllerStore> OPEN = new HashMap<>();

    private final Path path;
    private final EvidenceStore store;
    private int users;

    private ControllerStore(Path path) {
        this.path = path;
        this.store = EvidenceStore.open(path.toString(), Access.WRITE);
    }

    /** @throws AbortException if this cannot be the name of a store, with what can */
    static String checkedName(String name) throws AbortException {
        String checked = name == null || name.isEmpty() ? DEFAULT_NAME : name;
        if (!NAME.matcher(checked).matches()) {
            throw new AbortException("a store's name has letters, digits, - and _, at most 64; choose another");
        }
        return checked;
    }

    static Path path(String name) {
        return Jenkins.get().getRootDir().toPath().resolve(FOLDER).resolve(name);
    }

    /** Opens or shares a store; each use is closed. To be called on a {@link StoreThread}. */
    static ControllerStore use(String name) {
        synchronized (OPEN) {
            ControllerStore opened = OPEN.computeIfAbsent(path(name), ControllerStore::new);
            opened.users++;
            return opened;
        }
    }

    EvidenceStore evidence() {
        return store;
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(path);
                store.close();
            }
        }
    }
}
