package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.linux.user.WritableMemory.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The history of bash: readline's {@code HIST_ENTRY { char *line; char *timestamp; histdata_t data; }} (history.h),
 * found by its timestamps, strings such as {@code #1700000000}.
 */
public final class ReadlineHistory {
    /** An upper bound; HISTSIZE is 500 by default. */
    private static final int MAX_ENTRIES = 100_000;

    /** The longest argument that the kernel accepts, in bytes: {@code MAX_ARG_STRLEN}, include/uapi/linux/binfmts.h. */
    private static final int MAX_COMMAND = 128 * 1024;

    private static final int WORD = 8;

    private final WritableMemory memory;
    private final Map<Long, Instant> timestamps = new HashMap<>();
    private final Map<Long, HistoryEntry> entries = new HashMap<>();

    private ReadlineHistory(WritableMemory memory) {
        this.memory = memory;
    }

    /** The entries in the order of the shell, then those that left its list, by time. */
    public static List<HistoryEntry> find(WritableMemory memory) {
        return new ReadlineHistory(memory).find();
    }

    private List<HistoryEntry> find() {
        memory.runs().forEach(this::findTimestamps);
        if (!timestamps.isEmpty()) {
            memory.runs().forEach(this::findEntries);
            Order order = order();
            order.number(entries);
        }
        List<HistoryEntry> sorted = new ArrayList<>(entries.values());
        sorted.sort(ShellHistory.ORDER);
        return sorted;
    }

    /** Records the places of a {@code #}, nine to eleven digits and a NUL: years from 1973 on. */
    private void findTimestamps(Run run) {
        byte[] bytes = run.bytes();
        for (int at = 0; at + 11 < bytes.length && timestamps.size() < MAX_ENTRIES; at++) {
            if (bytes[at] == '#') {
                int end = at + 1;
                long seconds = 0;
                while (end < bytes.length && end - at <= 11 && bytes[end] >= '0' && bytes[end] <= '9') {
                    seconds = seconds * 10 + bytes[end] - '0';
                    end++;
                }
                if (end - at >= 10 && end < bytes.length && bytes[end] == 0) {
                    timestamps.put(run.start() + at, Instant.ofEpochSecond(seconds));
                }
            }
        }
    }

    private void findEntries(Run run) {
        for (int at = WORD; at + WORD <= run.bytes().length; at += WORD) {
            Instant time = timestamps.get(run.word(at));
            if (time != null && entries.size() < MAX_ENTRIES) {
                long address = run.start() + at - WORD;
                Optional<String> line = memory.text(run.word(at - WORD), MAX_COMMAND);
                line.filter(text -> !text.isEmpty())
                        .ifPresent(text -> entries.put(address, new HistoryEntry(address, null, time, text)));
            }
        }
    }

    /** The longest array of pointers to entries: readline's {@code the_history}. */
    private Order order() {
        Order longest = new Order(null, 0, 0);
        for (Run run : memory.runs()) {
            int length = 0;
            for (int at = 0; at + WORD <= run.bytes().length; at += WORD) {
                length = entries.containsKey(run.word(at)) ? length + 1 : 0;
                if (length > longest.length()) {
                    longest = new Order(run, at + WORD - length * WORD, length);
                }
            }
        }
        return longest;
    }

    private record Order(Run run, int from, int length) {
        void number(Map<Long, HistoryEntry> entries) {
            for (int i = 0; i < length; i++) {
                int position = i + 1;
                entries.computeIfPresent(
                        run.word(from + i * WORD),
                        (address, entry) -> new HistoryEntry(address, position, entry.time(), entry.command()));
            }
        }
    }
}
