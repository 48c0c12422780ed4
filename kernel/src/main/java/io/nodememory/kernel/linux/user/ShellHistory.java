package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.linux.fs.Files;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.object.KernelObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Commands that shells keep in memory, even if they never write them to a file. */
public final class ShellHistory {
    /** Entries of the list first, in its order, then the others by time. */
    static final Comparator<HistoryEntry> ORDER = Comparator.comparing(
                    HistoryEntry::position, Comparator.nullsLast(Comparator.<Integer>naturalOrder()))
            .thenComparing(HistoryEntry::time, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(HistoryEntry::address);

    private static final Set<String> SHELLS = Set.of("bash", "rbash", "sh", "ash", "dash", "busybox", "zsh");

    private ShellHistory() {}

    /** Returns whether a process is a shell, by its name or by the name of its program. */
    public static boolean isShell(Paths paths, KernelObject task, KernelObject mm) {
        return SHELLS.contains(task.text("comm"))
                || mm.follow("exe_file")
                        .flatMap(file -> paths.location(Files.path(file)))
                        .map(paths::hostPath)
                        .map(path -> path.substring(path.lastIndexOf('/') + 1))
                        .filter(SHELLS::contains)
                        .isPresent();
    }

    /** The history in the memory of a shell of any kind. */
    public static List<HistoryEntry> find(WritableMemory memory) {
        return Stream.<Function<WritableMemory, List<HistoryEntry>>>of(
                        ReadlineHistory::find, ZshHistory::find, AshHistory::find)
                .map(finder -> finder.apply(memory))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }
}
