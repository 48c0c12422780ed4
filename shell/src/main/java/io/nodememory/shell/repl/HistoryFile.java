package io.nodememory.shell.repl;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the shell keeps what was typed: a file of the owner's alone. */
final class HistoryFile {
    private HistoryFile() {}

    /** {@code nodemem/history} below {@code $XDG_STATE_HOME} or {@code ~/.local/state}; none if it cannot be made. */
    static Optional<Path> prepare() {
        String states = System.getenv("XDG_STATE_HOME");
        Path parent = states == null || states.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(states);
        Path folder = parent.resolve("nodemem");
        Path file = folder.resolve("history");
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /**
     * What is not kept, in JLine's notation: queries on tables with secrets, since they may name one. Lines that begin
     * with a space are not kept either.
     */
    static String ignored(Collection<TableSpec<?>> tables) {
        return tables.stream()
                .filter(table -> table.columns().stream().anyMatch(ColumnSpec::secret))
                .map(table -> "*" + table.name() + "*")
                .collect(Collectors.joining(":"));
    }
}
