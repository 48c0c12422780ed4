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
 * A store of the controller, below {@code $JENKINS_HOME/node-memory} or the configured folder, outside of the artifacts of
 * builds. All builds share one open store. It is closed when no build uses it, so that {@code nodemem shell --store} can read it.
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
     * The store of a build: the one it names, else the store of its folder, else the common one.
     *
     * @throws AbortException if the name is invalid; the message gives the rule
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

    /** The folder of the stores. */
    public static Path folder() {
        return NodeMemoryConfiguration.get().folder();
    }

    static Path path(String name) {
        return folder().resolve(name);
    }

    /** Opens or shares a store; close it after use. Call this on a {@link StoreThread}. */
    public static ControllerStore use(String name) {
        synchronized (OPEN) {
            ControllerStore opened = OPEN.computeIfAbsent(path(name), ControllerStore::new);
            opened.users++;
            return opened;
        }
    }

    /** The names of the existing stores. */
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

    /** Closes this use. The last use compacts the file. */
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
