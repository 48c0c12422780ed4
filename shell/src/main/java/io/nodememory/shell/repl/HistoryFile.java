package io.nodememory.shell.repl;

import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** The file with the history of typed lines, readable by its owner alone. */
final class HistoryFile {
    private HistoryFile() {}

    /** {@code nodemem/history} below {@code $XDG_STATE_HOME} or {@code ~/.local/state}; empty if it cannot be created. */
    static Optional<Path> prepare() {
        String states = System.getenv("XDG_STATE_HOME");
        Path parent = states == null || states.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(states);
        Path folder = parent.resolve("nodemem");
        Path file = folder.resolve("history");
        try {
            OwnerOnlyFiles.createFolders(folder);
            if (!Files.exists(file)) {
                OwnerOnlyFiles.create(file);
            }
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Patterns of lines that the history omits, in JLine's notation: queries on tables with secrets, since a query may
     * contain one. JLine omits lines that begin with a space too.
     */
    static String ignored(Collection<TableSpec<?>> tables) {
        return tables.stream()
                .filter(table -> table.columns().stream().anyMatch(ColumnSpec::secret))
                .map(table -> "*" + table.name() + "*")
                .collect(Collectors.joining(":"));
    }
}
