package io.jenkins.plugins.nodememory.store;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import io.nodememory.evidence.EvidenceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A store of the controller, below {@code $JENKINS_HOME/node-memory} or the configured folder, and so no artifact of any build. All builds share one
 * opened store; it is closed when nobody uses it, so that {@code nodemem shell --store} can read it then.
 */
public final class ControllerStore implements AutoCloseable {
    public static final String DEFAULT_NAME = "evidence";
    static final String SUFFIX = ".mv.db";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final KeyedStores KEYED = new KeyedStores();
    private static final Map<Path, ControllerStore> OPEN = new HashMap<>();

    private final Path path;
    private final EvidenceStore store;
    private int users;

    private ControllerStore(Path path) {
        this.path = path;
        this.store = KEYED.open(path);
    }

    /**
     * The store of a build: the one it names, else its folder's, else the common one.
     *
     * @throws AbortException if this cannot be the name of a store, with what can
     */
    public static String checkedName(String name, Run<?, ?> run) throws AbortException {
        String own = Util.fixEmptyAndTrim(name);
        String checked = own == null ? NodeMemoryFolderProperty.store(run).orElse(DEFAULT_NAME) : own;
        if (!isName(checked)) {
            throw new AbortException("a store's name has letters, digits, - and _, at most 64; choose another");
        }
        return checked;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Where the stores are. */
    public static Path folder() {
        return NodeMemoryConfiguration.get().folder();
    }

    static Path path(String name) {
        return folder().resolve(name);
    }

    /** Opens or shares a store; each use is closed. To be called on a {@link StoreThread}. */
    public static ControllerStore use(String name) {
        synchronized (OPEN) {
            ControllerStore opened = OPEN.computeIfAbsent(path(name), ControllerStore::new);
            opened.users++;
            return opened;
        }
    }

    /** Names of the stores that are there. */
    static List<String> names() throws IOException {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .filter(ControllerStore::isName)
                    .sorted()
                    .toList();
        }
    }

    public EvidenceStore evidence() {
        return store;
    }

    @Override
    public void close() {
        close(EvidenceStore::close);
    }

    /** Closes it; where nobody else uses it, its file gives back what deleted captures took. */
    void closeCompacted() {
        close(EvidenceStore::closeCompacted);
    }

    private void close(Consumer<EvidenceStore> closing) {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(path);
                closing.accept(store);
            }
        }
    }
}
