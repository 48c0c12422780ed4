package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.linux.user.WritableMemory.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The history of zsh: the ring of {@code struct histent} (Src/zsh.h), recognised by neighbours that point to each
 * other.
 *
 * <p>Its members are
 * {@code HashNode next; char *nam; int flags; Histent up, down; char *zle_text; time_t stim, ftim; short *words; int nwords; zlong histnum;}.
 */
public final class ZshHistory {
    private static final int NAME = 8;
    private static final int UP = 24;
    private static final int DOWN = 32;
    private static final int START_TIME = 48;
    private static final int NUMBER = 80;
    private static final int SIZE = 88;
    private static final int WORD = 8;

    /** Years from 2001 to 5138: times of ten or eleven digits. */
    private static final long FIRST_TIME = 1_000_000_000L;

    private static final long LAST_TIME = 100 * FIRST_TIME;

    private static final long LAST_NUMBER = 1L << 32;
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_COMMAND = 128 * 1024;

    private ZshHistory() {}

    /** The entries in the order of the shell. */
    public static List<HistoryEntry> find(WritableMemory memory) {
        List<HistoryEntry> found = new ArrayList<>();
        for (Run run : memory.runs()) {
            for (int at = 0; at + SIZE <= run.bytes().length && found.size() < MAX_ENTRIES; at += WORD) {
                long time = run.word(at + START_TIME);
                long number = run.word(at + NUMBER);
                long address = run.start() + at;
                if (time >= FIRST_TIME
                        && time < LAST_TIME
                        && number > 0
                        && number < LAST_NUMBER
                        && leadsBack(memory, run.word(at + UP) + DOWN, address)
                        && leadsBack(memory, run.word(at + DOWN) + UP, address)) {
                    memory.text(run.word(at + NAME), MAX_COMMAND)
                            .filter(text -> !text.isEmpty())
                            .ifPresent(text -> found.add(
                                    new HistoryEntry(address, (int) number, Instant.ofEpochSecond(time), text)));
                }
            }
        }
        found.sort(Comparator.comparing(HistoryEntry::position));
        return found;
    }

    private static boolean leadsBack(WritableMemory memory, long pointer, long address) {
        Optional<Run> run = memory.holding(pointer, WORD);
        return run.isPresent() && run.get().word((int) (pointer - run.get().start())) == address;
    }
}
