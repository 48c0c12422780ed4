package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.mm.UserMemory;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.Types;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Searches the resident memory of processes for a regular expression. Each byte is a character of ISO 8859-1. */
public final class MemoryScan {
    /** Receives every match. */
    @FunctionalInterface
    public interface Found {
        /** @param area the {@code vm_area_struct} that contains the match */
        void match(KernelObject area, long address, byte[] bytes);
    }

    private static final int PAGE = 4096;

    /** Pages per search. Consecutive searches overlap; a match may be as long as the overlap. */
    private static final int PAGES = 256;

    private static final int SHARED = 16;

    /** {@code VM_READ | VM_WRITE | VM_EXEC}, include/linux/mm.h. */
    private static final long VM_ACCESS = 7;

    private final Pattern pattern;
    private final long deadline;
    private final byte[] bytes = new byte[PAGES * PAGE];

    /** @param seconds the time limit for the scan of all processes */
    public MemoryScan(Pattern pattern, long seconds) {
        this.pattern = pattern;
        this.deadline = System.nanoTime() + seconds * 1_000_000_000L;
    }

    /** Returns whether the time limit was reached, so that matches may be missing. */
    public boolean isOver() {
        return System.nanoTime() - deadline > 0;
    }

    /** Searches all areas of a process. */
    public void scan(Types types, KernelObject mm, Found found) {
        AddressSpace memory = UserMemory.of(mm);
        for (KernelObject area : MemoryMaps.areas(types, mm).entries()) {
            // Memory without any access rights is only reserved, often by the terabyte
            if ((area.number("vm_flags") & VM_ACCESS) != 0) {
                scan(
                        memory,
                        area.number("vm_start"),
                        area.number("vm_end"),
                        (address, match) -> found.match(area, address, match));
            }
        }
    }

    void scan(AddressSpace memory, long first, long end, BiConsumer<Long, byte[]> found) {
        int filled = 0;
        int from = 0;
        for (long at = first; at < end && !isOver(); at += PAGE) {
            boolean read = memory.readUpTo(at, bytes, filled, PAGE) == PAGE;
            filled += read ? PAGE : 0;
            boolean last = !read || at + PAGE >= end;
            if (filled > 0 && (last || filled == bytes.length)) {
                long start = (read ? at + PAGE : at) - filled;
                from = look(start, filled, from, last, found);
                int kept = last ? 0 : SHARED * PAGE;
                System.arraycopy(bytes, filled - kept, bytes, 0, kept);
                filled = kept;
            }
        }
    }

    /**
     * Searches one part. A match that starts in the overlap is left to the next part. Returns where to continue there.
     */
    private int look(long start, int length, int begin, boolean last, BiConsumer<Long, byte[]> found) {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        Matcher matcher = pattern.matcher(new Timed(text, 0, length));
        int stop = last ? length : length - SHARED * PAGE;
        int from = begin;
        try {
            while (from <= length && matcher.find(from) && matcher.start() < stop) {
                if (matcher.end() > matcher.start()) {
                    found.accept(
                            start + matcher.start(),
                            Arrays.copyOfRange(bytes, matcher.start(), Math.min(matcher.end(), length)));
                }
                from = Math.max(matcher.end(), matcher.start() + 1);
            }
        } catch (TimeOver e) {
            // Reported by isOver
        } catch (StackOverflowError e) {
            throw new BadInputException(
                    "the pattern repeats a group too often for this memory; use a character class such as [a-z] instead of the group",
                    e);
        }
        return last ? 0 : Math.max(0, from - stop);
    }

    private static final class TimeOver extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TimeOver() {
            super(null, null, false, false);
        }
    }

    /** Stops a pattern that backtracks exponentially: such a pattern reads characters all the time. */
    private final class Timed implements CharSequence {
        private final String text;
        private final int from;
        private final int to;
        private int asked;

        Timed(String text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        @Override
        public char charAt(int index) {
            if ((++asked & 0xfffff) == 0 && isOver()) {
                throw new TimeOver();
            }
            return text.charAt(from + index);
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Timed(text, from + start, from + end);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
