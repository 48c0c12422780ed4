package io.nodememory.kernel.linux.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heaps of shells, as found in the memory of real ones. */
class HistoryFindersTest {
    private static final long HEAP = 0x5555_0000_0000L;
    private static final int SIZE = 0x4000;

    private final FlatMemory heap = new FlatMemory(HEAP, SIZE);
    private long nextText = HEAP + 0x3000;

    private long text(String text) {
        long at = nextText;
        heap.put(at, text.getBytes(StandardCharsets.UTF_8));
        nextText += text.length() + 1;
        return at;
    }

    private List<String> find() {
        return ShellHistory.find(WritableMemory.of(heap, HEAP, HEAP + SIZE)).stream()
                .map(entry -> entry.position() + " " + entry.command())
                .toList();
    }

    /** With and without {@code sh_get_var}, and with and without a history file. */
    @ParameterizedTest
    @ValueSource(strings = {"", "variables", "file", "variables file"})
    void ashIsFoundInEachOfItsBuilds(String build) {
        long at = HEAP + 0x1000;
        heap.putLong(at, 0xffff_ffff_0000_0017L);
        heap.putLong(at + 8, text("/bin:/usr/bin"));
        at += 16;
        if (build.contains("variables")) {
            heap.putLong(at, 0x52_4fc4);
            at += 8;
        }
        heap.putLong(at, 0x3_0000_0003L);
        heap.putLong(at + 8, 15);
        at += 16;
        if (build.contains("file")) {
            heap.putLong(at, text("/root/.ash_history"));
            at += 8;
        }
        heap.putLong(at, text("id"));
        heap.putLong(at + 8, text("cat /etc/shadow"));
        heap.putLong(at + 16, text("ls\t-l"));
        assertThat(find()).containsExactly("1 id", "2 cat /etc/shadow", "3 ls\t-l");
    }

    @Test
    void countersWithoutCommandsAreNoHistory() {
        heap.putLong(HEAP + 0x1000, 0x17);
        heap.putLong(HEAP + 0x1010, 0x2_0000_0002L);
        heap.putLong(HEAP + 0x1018, 255);
        heap.putLong(HEAP + 0x1028, text("id"));
        heap.putLong(HEAP + 0x1030, 0x1234);
        assertThat(find()).isEmpty();
    }

    /** A command that {@code history -d} removed from the list may still be in memory. */
    @Test
    void bashKeepsItsOrderAndWhatLeftIt() {
        long entries = HEAP + 0x1000;
        for (int i = 0; i < 3; i++) {
            heap.putLong(entries + 0x20L * i, text("command " + i));
            heap.putLong(entries + 0x20L * i + 8, text("#170000000" + i));
        }
        heap.putLong(HEAP + 0x2000, entries + 0x40);
        heap.putLong(HEAP + 0x2008, entries);
        assertThat(find()).containsExactly("1 command 2", "2 command 0", "null command 1");
    }

    @Test
    void zshIsARingOfNeighbours() {
        long first = HEAP + 0x1000;
        long second = HEAP + 0x1100;
        zsh(first, second, 1, "id");
        zsh(second, first, 2, "uname -a");
        zsh(HEAP + 0x1200, first, 3, "in no ring");
        assertThat(find()).containsExactly("1 id", "2 uname -a");
        assertThat(ShellHistory.find(WritableMemory.of(heap, HEAP, HEAP + SIZE)))
                .allMatch(entry -> entry.time().equals(Instant.ofEpochSecond(1_700_000_000)));
    }

    private void zsh(long at, long neighbour, int number, String command) {
        heap.putLong(at + 8, text(command));
        heap.putLong(at + 24, neighbour);
        heap.putLong(at + 32, neighbour);
        heap.putLong(at + 48, 1_700_000_000);
        heap.putLong(at + 80, number);
    }
}
