package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;

/** Variables of tracing, probes, BPF, terminals and crash dumps that functions name, each proved by what it holds. */
final class TracingGlobals {
    /** FTRACE_OPS_FL_STUB of the operations that end the list, include/linux/ftrace.h. */
    private static final long STUB = 1 << 5;

    /** ROOT_IS_IDR, include/linux/radix-tree.h. */
    private static final long IS_IDR = 1 << 2;

    private static final int KPROBE_BUCKETS = 64;
    private static final int MOST_TEXT = 4096;

    private TracingGlobals() {}

    static void find(GlobalSearch search) {
        crashNotes(search);
        only(search, "tty_drivers", "tty_unregister_driver", head -> isList(search, head, "tty_driver", "tty_drivers"));
        only(search, "tty_drivers", "tty_register_driver", head -> isList(search, head, "tty_driver", "tty_drivers"));
        only(search, "pmus", "perf_pmu_register", head -> isList(search, head, "pmu", "entry"));
        only(search, "kprobe_table", "get_kprobe", table -> isTable(search, table));
        only(search, "prog_idr", "bpf_prog_get_curr_or_next", address -> isIdr(search, address));
        List.of("ftrace_ops_list_func", "arch_ftrace_ops_list_func", "__unregister_ftrace_function")
                .forEach(function -> only(search, "ftrace_ops_list", function, list -> isOperations(search, list)));
        only(search, "proto_list", "proto_register", head -> isProtocols(search, head));
        uprobes(search);
        tracepoints(search);
        securityHooks(search);
    }

    private static boolean isProtocols(GlobalSearch search, long head) {
        long entry = search.number(head).orElse(0);
        return entry < 0
                && entry != head
                && search.pointer(entry + 8).equals(OptionalLong.of(head))
                && search.types()
                        .containerOf(entry, "proto", "node")
                        .text("name")
                        .matches("[\\w.-]+");
    }

    /** Up to 6.11: the hook that is {@code cap_capable} leads to the head of its list, security/commoncap.c. */
    private static void securityHooks(GlobalSearch search) {
        OptionalLong function = search.address("cap_capable");
        if (function.isEmpty() || !search.types().has("security_hook_heads", "capable")) {
            return;
        }
        long member = search.types().offsetOf("security_hook_heads", "capable");
        List<Long> heads = search.places(function.getAsLong()).stream()
                .map(place -> search.types().containerOf(place, "security_hook_list", "hook"))
                .filter(hook -> holds(at -> search.inImage(hook.number("head")), hook.address()))
                .map(hook -> hook.number("head") - member)
                .distinct()
                .toList();
        if (heads.size() == 1) {
            search.found("security_hook_heads", heads.get(0));
        }
    }

    private static void only(GlobalSearch search, String variable, String function, LongPredicate proof) {
        List<Long> found = search.addresses(function).stream()
                .distinct()
                .filter(address -> holds(proof, address))
                .toList();
        if (found.size() == 1) {
            search.found(variable, found.get(0));
        }
    }

    private static boolean holds(LongPredicate proof, long address) {
        try {
            return proof.test(address);
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }

    private static void crashNotes(GlobalSearch search) {
        for (String function : List.of("vmcoreinfo_append_str", "crash_save_vmcoreinfo")) {
            only(
                    search,
                    "vmcoreinfo_data",
                    function,
                    address -> text(search, address).startsWith("OSRELEASE="));
            search.address("vmcoreinfo_data").ifPresent(data -> {
                long length = text(search, data).length();
                only(
                        search,
                        "vmcoreinfo_size",
                        function,
                        address -> search.number(address).equals(OptionalLong.of(length)));
            });
        }
    }

    private static String text(GlobalSearch search, long address) {
        long text = search.number(address).orElse(0);
        return text >= 0 ? "" : new String(search.memory().readCString(text, MOST_TEXT), StandardCharsets.ISO_8859_1);
    }

    /** A list that leads back to its head, with entries of which none lies in the head's place. */
    private static boolean isList(GlobalSearch search, long head, String struct, String member) {
        long entry = search.number(head).orElse(0);
        if (entry >= 0 || entry == head || !search.pointer(entry + 8).equals(OptionalLong.of(head))) {
            return false;
        }
        KernelObject object = search.types().containerOf(entry, struct, member);
        return object.number("name") < 0 && !object.text("name").isEmpty();
    }

    private static boolean isTable(GlobalSearch search, long table) {
        for (int bucket = 0; bucket < KPROBE_BUCKETS; bucket++) {
            long slot = table + bucket * 8L;
            long first = search.number(slot).orElse(1);
            if (first > 0 || (first != 0 && !search.pointer(first + 8).equals(OptionalLong.of(slot)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIdr(GlobalSearch search, long address) {
        KernelObject idr = search.types().object("idr", address);
        long head = idr.number("idr_rt.xa_head");
        return (idr.number("idr_rt.xa_flags") & IS_IDR) != 0 && head <= 0;
    }

    private static boolean isOperations(GlobalSearch search, long list) {
        Set<Long> seen = new HashSet<>();
        long next = search.number(list).orElse(0);
        while (next < 0 && seen.add(next)) {
            KernelObject operations = search.types().object("ftrace_ops", next);
            if ((operations.number("flags") & STUB) != 0 && search.inImage(operations.number("func"))) {
                return true;
            }
            next = operations.number("next");
        }
        return false;
    }

    /** The root of the tree is the one number that both functions read first: whether there are any probes. */
    private static void uprobes(GlobalSearch search) {
        Set<Long> both = new HashSet<>(search.loads("uprobe_mmap", 8));
        both.retainAll(search.loads("uprobe_munmap", 8));
        both.removeIf(address -> search.number(address).orElse(1) > 0);
        if (both.size() == 1) {
            search.found("uprobes_tree", both.iterator().next());
        }
    }

    /** Bounds of the array of distances to tracepoints. */
    private static void tracepoints(GlobalSearch search) {
        List<Long> bounds = search.addresses("for_each_kernel_tracepoint").stream()
                .distinct()
                .sorted(Long::compareUnsigned)
                .toList();
        for (int i = 0; i + 1 < bounds.size(); i++) {
            long start = bounds.get(i);
            long stop = bounds.get(i + 1);
            if (holds(place -> isTracepoint(search, place), start)
                    && holds(place -> isTracepoint(search, place), stop - 4)) {
                search.found("__start___tracepoints_ptrs", start);
                search.found("__stop___tracepoints_ptrs", stop);
            }
        }
    }

    private static boolean isTracepoint(GlobalSearch search, long place) {
        long tracepoint = place + (int) search.memory().readNumber(place, 4);
        return search.inImage(tracepoint)
                && search.inImage(
                        search.types().object("tracepoint", tracepoint).number("name"))
                && search.types().object("tracepoint", tracepoint).text("name").matches("\\w+");
    }
}
