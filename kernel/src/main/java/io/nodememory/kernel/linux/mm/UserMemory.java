package io.nodememory.kernel.linux.mm;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.object.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The memory of a process: its page tables and its arguments. */
public final class UserMemory {
    /** The longest argument area in bytes: {@code ARG_MAX}, which execve(2) accepts by default. */
    private static final int ARGUMENTS_LIMIT = 2 * 1024 * 1024;

    private static final int PAGE = 4096;

    private UserMemory() {}

    /** The address space of an {@code mm_struct}. */
    public static AddressSpace of(KernelObject mm) {
        long root = mm.memory().translate(mm.number("pgd")).orElse(0);
        return mm.memory().withRoot(root);
    }

    /**
     * The arguments of a process as in {@code /proc/PID/cmdline} ({@code get_mm_cmdline}, fs/proc/base.c), truncated
     * where the memory was not resident.
     */
    public static List<String> arguments(KernelObject mm) {
        long start = mm.number("arg_start");
        long end = mm.number("arg_end");
        if (Long.compareUnsigned(start, end) >= 0) {
            return List.of();
        }
        AddressSpace memory = of(mm);
        byte[] last = new byte[1];
        boolean overwritten = memory.readUpTo(end - 1, last, 0, 1) == 1 && last[0] != 0;
        byte[] bytes = overwritten ? title(mm, memory, start, end) : read(memory, start, end - start);
        return split(bytes);
    }

    /** The strings of the initial environment, each {@code KEY=value}, truncated where the memory was not resident. */
    public static List<String> environment(KernelObject mm) {
        long start = mm.number("env_start");
        long end = mm.number("env_end");
        return start == 0 || Long.compareUnsigned(start, end) >= 0
                ? List.of()
                : split(read(of(mm), start, end - start));
    }

    /**
     * Why a part of the arguments or of the environment cannot be read; empty if all of it can.
     *
     * @param area {@code arg} or {@code env}, the prefix of the members of {@code mm_struct}
     */
    public static Optional<String> unread(KernelObject mm, String area) {
        long start = mm.number(area + "_start");
        long end = mm.number(area + "_end");
        if (start == end) {
            return Optional.empty();
        } else if (Long.compareUnsigned(start, end) > 0) {
            return Optional.of("it ends at 0x%016x, before its start at 0x%016x".formatted(end, start));
        }
        int got = read(of(mm), start, end - start).length;
        return got == end - start
                ? Optional.empty()
                : Optional.of("only the first %3$d of its %1$d bytes at 0x%2$016x could be read"
                        .formatted(end - start, start, got));
    }

    /**
     * setproctitle(3) may overwrite the arguments and continue into the environment. Returns the bytes up to the first
     * NUL within one page.
     */
    private static byte[] title(KernelObject mm, AddressSpace memory, long start, long argEnd) {
        long envStart = mm.number("env_start");
        long envEnd = mm.number("env_end");
        boolean adjacent = envStart == argEnd && Long.compareUnsigned(envEnd, envStart) >= 0;
        long end = adjacent ? envEnd : argEnd;
        byte[] bytes = read(memory, start, Math.min(end - start, PAGE));
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return Arrays.copyOf(bytes, i + 1);
            }
        }
        return bytes;
    }

    private static byte[] read(AddressSpace memory, long start, long length) {
        int wanted = (int) (length < 0 ? ARGUMENTS_LIMIT : Math.min(length, ARGUMENTS_LIMIT));
        byte[] bytes = new byte[wanted];
        int got = memory.readUpTo(start, bytes, 0, wanted);
        return got == wanted ? bytes : Arrays.copyOf(bytes, got);
    }

    /** Splits at NUL bytes; the last NUL ends the last string. */
    static List<String> split(byte[] bytes) {
        List<String> strings = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                strings.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            strings.add(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
        }
        return strings;
    }
}
