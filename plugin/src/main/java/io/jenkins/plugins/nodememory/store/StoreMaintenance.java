package io.jenkins.plugins.nodememory.store;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Copies and compacts each store once a day, also while builds use it. */
@Extension
public final class StoreMaintenance extends AsyncPeriodicWork {
    private static final String FOLDER = "backup";

    public StoreMaintenance() {
        super("Backup of stores of node memory");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.DAYS.toMillis(1);
    }

    @Override
    protected void execute(TaskListener listener) throws IOException, InterruptedException {
        int backups = NodeMemoryConfiguration.get().getBackups();
        for (String name : ControllerStore.names()) {
            try {
                StoreThread.call(
                        () -> {
                            maintain(name, backups, LocalDate.now());
                            return null;
                        },
                        () -> {});
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                listener.error("the store %s: %s", name, e.getMessage());
            }
        }
    }

    /**
     * Runs on a {@link StoreThread}.
     *
     * @param backups the number of copies to keep; 0 for no copy
     */
    static void maintain(String name, int backups, LocalDate today) throws IOException {
        ControllerStore store = ControllerStore.use(name);
        try {
            if (backups > 0) {
                backup(store, name, today);
            }
        } finally {
            store.closeCompacted();
        }
        prune(name, backups);
    }

    private static void backup(ControllerStore store, String name, LocalDate today) throws IOException {
        Path folder = Files.createDirectories(folder());
        Path unfinished = folder.resolve(name + ".unfinished");
        Files.deleteIfExists(unfinished);
        store.evidence().backup(unfinished);
        Files.move(unfinished, folder.resolve("%s-%s.zip".formatted(name, today)), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void prune(String name, int backups) throws IOException {
        if (!Files.isDirectory(folder())) {
            return;
        }
        Pattern ofThis = Pattern.compile(Pattern.quote(name) + "-\\d{4}-\\d\\d-\\d\\d\\.zip");
        List<Path> all;
        try (Stream<Path> files = Files.list(folder())) {
            all = files.filter(file ->
                            ofThis.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path old : all.subList(Math.min(backups, all.size()), all.size())) {
            Files.delete(old);
        }
    }

    /** The folder of copies beside the stores, readable by the user that runs Jenkins alone. */
    static Path folder() {
        return ControllerStore.folder().resolve(FOLDER);
    }
}
