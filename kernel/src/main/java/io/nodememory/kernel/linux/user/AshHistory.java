package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.linux.user.WritableMemory.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The history of BusyBox's ash: {@code line_input_t} (include/libbb.h), recognised by the relations of its members.
 *
 * <p>The members are {@code int flags, timeout; const char *path_lookup;}, since 1.35
 * {@code sh_get_var_func *sh_get_var;}, then {@code int cnt_history, cur_history, max_history;}, with
 * CONFIG_FEATURE_EDITING_SAVEHISTORY {@code unsigned cnt_history_in_file; const char *hist_file;}, and
 * {@code char *history[]}.
 */
public final class AshHistory {
    /** The maximum of CONFIG_FEATURE_EDITING_HISTORY. */
    private static final int MAX_HISTORY = 9999;

    private static final int MIN_MAXIMUM = 15;

    /** The maximum of CONFIG_FEATURE_EDITING_MAX_LEN. */
    private static final int MAX_COMMAND = 8192;

    private static final int WORD = 8;

    /** Offsets of the counters from the flags: without and with sh_get_var. */
    private static final int[] COUNTERS = {16, 24};

    /** Offset of the file's name from the counters. */
    private static final int FILE = 16;

    private static final int COMMANDS = 24;

    private static final int DO_HISTORY = 1;
    /** The flags of include/libbb.h, from DO_HISTORY (1) to LI_INTERRUPTIBLE (0x20), and two for new ones. */
    private static final int MAX_FLAGS = 0xff;

    private AshHistory() {}

    /** The entries in the order of the shell. */
    public static List<HistoryEntry> find(WritableMemory memory) {
        List<HistoryEntry> longest = List.of();
        for (Run run : memory.runs()) {
            for (int at = 0; at + COUNTERS[1] + FILE + WORD <= run.bytes().length; at += WORD) {
                for (int counters : COUNTERS) {
                    if (isState(memory, run, at) && areCounters(run, at + counters)) {
                        List<HistoryEntry> found = commands(memory, run, at + counters);
                        longest = found.size() > longest.size() ? found : longest;
                    }
                }
            }
        }
        return longest;
    }

    private static boolean isState(WritableMemory memory, Run run, int at) {
        int flags = run.number(at);
        int timeout = run.number(at + 4);
        return flags > 0
                && flags <= MAX_FLAGS
                && (flags & DO_HISTORY) != 0
                && timeout >= -1
                && (run.word(at + WORD) == 0 || memory.isReadable(run.word(at + WORD)));
    }

    private static boolean areCounters(Run run, int at) {
        int count = run.number(at);
        int current = run.number(at + 4);
        int maximum = run.number(at + 8);
        int inFile = run.number(at + 12);
        return count > 0
                && current >= 0
                && current <= count
                && maximum >= MIN_MAXIMUM
                && maximum <= MAX_HISTORY
                && count <= maximum
                && inFile >= 0
                && inFile <= maximum;
    }

    /** The pointers to the commands follow the name of the file (null or a path), or take its place. */
    private static List<HistoryEntry> commands(WritableMemory memory, Run run, int counters) {
        int count = run.number(counters);
        long file = run.word(counters + FILE);
        List<HistoryEntry> behindFile =
                file == 0 || isPath(memory, file) ? commands(memory, run, counters + COMMANDS, count) : List.of();
        return behindFile.isEmpty() ? commands(memory, run, counters + FILE, count) : behindFile;
    }

    private static boolean isPath(WritableMemory memory, long address) {
        return memory.text(address, MAX_COMMAND)
                .filter(path -> path.startsWith("/"))
                .isPresent();
    }

    /** Returns the commands; empty unless every pointer leads to a command. */
    private static List<HistoryEntry> commands(WritableMemory memory, Run run, int from, int count) {
        List<HistoryEntry> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = from + i * WORD;
            Optional<String> text = place + WORD > run.bytes().length
                    ? Optional.empty()
                    : memory.text(run.word(place), MAX_COMMAND).filter(AshHistory::isLine);
            if (text.isEmpty()) {
                return List.of();
            }
            commands.add(new HistoryEntry(run.start() + place, i + 1, null, text.get()));
        }
        return commands;
    }

    private static boolean isLine(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> (c < ' ' && c != '\t' && c != '\n') || c == 0xfffd);
    }
}
