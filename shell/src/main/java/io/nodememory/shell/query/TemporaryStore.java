package io.nodememory.shell.query;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.h2.StoreKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * An encrypted store that only its owner can read and that is deleted when it is closed or when the process ends. If the
 * process is killed, the file remains, but its key is lost.
 */
public final class TemporaryStore implements AutoCloseable {
    private final Path folder;
    private final StoreKey key = StoreKey.random();
    private final Thread onExit = new Thread(this::delete);

    public TemporaryStore() throws IOException {
        // Only its owner can enter a temporary directory.
        folder = Files.createTempDirectory("nodemem");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    public EvidenceStore open(Access access) {
        return EvidenceStore.open(folder.resolve("evidence").toString(), access, key);
    }

    @Override
    public void close() {
        key.close();
        delete();
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    private void delete() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the temporary store " + folder, e);
        }
    }
}
