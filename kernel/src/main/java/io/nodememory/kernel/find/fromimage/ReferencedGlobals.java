package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.object.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;

/** Variables that small functions read, each proved by its value, since code alone is ambiguous. */
final class ReferencedGlobals {
    /** Functions that compare a CPU's number with the number of CPUs. */
    private static final List<String> USERS_OF_NR_CPU_IDS = List.of(
            "get_cpu_device",
            "cpumask_next",
            "cpumask_next_and",
            "cpumask_next_wrap",
            "cpumask_any_but",
            "cpumask_local_spread",
            "cpumask_any_and_distribute",
            "cpumask_any_distribute",
            "smp_call_function_single",
            "on_each_cpu_cond_mask",
            "housekeeping_any_cpu",
            "all_vm_events",
            "nr_iowait",
            "nr_running",
            "show_softirqs",
            "show_interrupts",
            "arch_show_interrupts");

    private static final int FEWEST_USERS = 3;

    /** Seconds since 1970: the years 2001 to 2106. */
    private static final long EARLIEST = 1_000_000_000L;

    private static final long LATEST = 0xffff_ffffL;

    private ReferencedGlobals() {}

    static void find(GlobalSearch search) {
        first(search, "cmdline_proc_show", 8, address -> isText(search, address))
                .ifPresent(address -> search.found("saved_command_line", address));
        first(search, "get_taint", 8, address -> search.number(address).orElse(-1) >>> 32 == 0)
                .ifPresent(address -> search.found("tainted_mask", address));
        first(search, "si_meminfo", 8, address -> isPageCount(search, address))
                .ifPresent(address -> search.found("_totalram_pages", address));
        // The reasons for lockdown (enum lockdown_reason) are some thirty.
        first(search, "lockdown_is_locked_down", 4, address -> search.memory().readNumber(address, 4) < 64)
                .ifPresent(address -> search.found("kernel_locked_down", address));
        clock(search);
        cpuCount(search);
    }

    /** Whether a number there can be that of all pages: what the image holds, but for what the kernel keeps for itself. */
    private static boolean isPageCount(GlobalSearch search, long address) {
        List<PhysicalRange> ranges = search.kernel().image().ranges();
        long held = ranges.stream().mapToLong(PhysicalRange::size).sum() / MemoryImage.PAGE_SIZE;
        long most = ranges.get(ranges.size() - 1).end() / MemoryImage.PAGE_SIZE;
        long value = search.number(address).orElse(0);
        return value > held / 8 && value <= most;
    }

    private static OptionalLong first(GlobalSearch search, String function, int size, LongPredicate proof) {
        return search.loads(function, size).stream()
                .mapToLong(Long::longValue)
                .filter(proof)
                .findFirst();
    }

    /** Whether a pointer there leads to one line of text. */
    private static boolean isText(GlobalSearch search, long address) {
        OptionalLong pointer = search.number(address);
        if (pointer.isEmpty() || search.memory().translate(pointer.getAsLong()).isEmpty()) {
            return false;
        }
        String text = new String(search.memory().readCString(pointer.getAsLong(), 4096), StandardCharsets.ISO_8859_1);
        return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    /** ktime_get_real_seconds() returns the member xtime_sec of the clock (kernel/time/timekeeping.c). */
    private static void clock(GlobalSearch search) {
        long inClock = search.types().offsetOf("timekeeper", "xtime_sec");
        boolean wrapped = search.types().has("tk_data", "timekeeper");
        long before = wrapped ? search.types().offsetOf("tk_data", "timekeeper") : 8;
        first(search, "ktime_get_real_seconds", 8, address -> {
                    KernelObject clock = search.types().object("timekeeper", address - inClock);
                    long now = search.number(address).orElse(0);
                    return now > EARLIEST
                            && now < LATEST
                            && clock.number("tkr_mono.shift") < 64
                            && search.inImage(clock.number("tkr_mono.clock"));
                })
                .ifPresent(address -> search.found("tk_core", address - inClock - before));
    }

    /** The number that several functions read and that is the number of CPUs; nothing if two are read equally often. */
    private static void cpuCount(GlobalSearch search) {
        int cpus = PerCpuGlobals.cpus(search);
        Map<Long, Integer> users = new HashMap<>();
        for (String function : USERS_OF_NR_CPU_IDS) {
            for (long address : Set.copyOf(search.loads(function, 4))) {
                if (search.inImage(address) && search.memory().readNumber(address, 4) == cpus) {
                    users.merge(address, 1, Integer::sum);
                }
            }
        }
        List<Map.Entry<Long, Integer>> most = users.entrySet().stream()
                .sorted(Map.Entry.<Long, Integer>comparingByValue().reversed())
                .limit(2)
                .toList();
        boolean clear = !most.isEmpty()
                && most.get(0).getValue() >= FEWEST_USERS
                && (most.size() == 1 || most.get(0).getValue() > most.get(1).getValue());
        if (cpus > 0 && clear) {
            search.found("nr_cpu_ids", most.get(0).getKey());
        }
    }
}
