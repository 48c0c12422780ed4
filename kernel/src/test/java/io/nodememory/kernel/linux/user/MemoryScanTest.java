package io.nodememory.kernel.linux.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MemoryScanTest {
    private static final long START = 0x7000_0000L;
    private static final int SIZE = 3 << 20;

    private final FlatMemory memory = new FlatMemory(START, SIZE);

    private void put(long offset, String text) {
        memory.put(START + offset, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<String> scan(MemoryScan scan, long length) {
        List<String> found = new ArrayList<>();
        scan.scan(
                memory,
                START,
                START + length,
                (address, bytes) -> found.add(
                        Long.toHexString(address - START) + " " + new String(bytes, StandardCharsets.ISO_8859_1)));
        return found;
    }

    /** The first search of one megabyte ends at 0x100000; the next one starts 64 KiB earlier. */
    @Test
    void matchesAreFoundOnceWhereverTheyLie() {
        put(0, "id=first");
        put(0xefffc, "id=begins-before-what-is-repeated");
        put(0xf8000, "id=in-what-is-repeated");
        put(0xffffe, "id=across-the-end");
        put(SIZE - 7, "id=last");
        assertThat(scan(new MemoryScan(Pattern.compile("id=[a-z-]+"), 60), SIZE))
                .containsExactly(
                        "0 id=first",
                        "efffc id=begins-before-what-is-repeated",
                        "f8000 id=in-what-is-repeated",
                        "ffffe id=across-the-end",
                        "2ffff9 id=last");
    }

    @Test
    void pagesThatAreNotThereDivideTheMemory() {
        put(SIZE - 3, "abc");
        assertThat(scan(new MemoryScan(Pattern.compile("abc"), 60), SIZE + 0x10000))
                .containsExactly("2ffffd abc");
    }

    @Test
    void aPatternThatNeverEndsIsEnded() {
        put(0, "a".repeat(4000));
        MemoryScan slow = new MemoryScan(Pattern.compile("a*a*a*a*a*a*b"), 1);
        assertThat(scan(slow, 0x1000)).isEmpty();
        assertThat(slow.isOver()).isTrue();
    }
}
