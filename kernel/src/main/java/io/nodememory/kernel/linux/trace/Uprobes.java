package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.object.RedBlackTree;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The consumers of probes in programs: {@code uprobe_consumer}, kernel/events/uprobes.c. The kernel calls them when
 * execution reaches the probed place.
 */
public final class Uprobes {
    private Uprobes() {}

    /** Every {@code uprobe} in {@code uprobes_tree}. A kernel built without uprobes has none. */
    public static Chain all(Kernel kernel) {
        return kernel.types().find("uprobe").isEmpty()
                ? new Chain(List.of(), Optional.empty())
                : RedBlackTree.entries(kernel.types(), kernel.address("uprobes_tree"), "uprobe", "rb_node");
    }

    /** The consumers of a {@code uprobe}: chained by {@code next}; since 6.12 in a list. */
    public static Chain consumers(Kernel kernel, KernelObject uprobe) {
        if (kernel.types().has("uprobe_consumer", "cons_node")) {
            return LinkedLists.list(kernel.types(), uprobe.addressOf("consumers"), "uprobe_consumer", "cons_node");
        }
        List<KernelObject> consumers = new ArrayList<>();
        Set<KernelObject> seen = new HashSet<>();
        Optional<KernelObject> consumer = uprobe.follow("consumers");
        while (consumer.isPresent()) {
            if (!seen.add(consumer.get())) {
                return new Chain(
                        consumers, Optional.of("the chain of consumers is a circle through " + consumer.get()));
            }
            consumers.add(consumer.get());
            consumer = consumer.get().follow("next");
        }
        return new Chain(consumers, Optional.empty());
    }

    /** The event of tracefs or of perf_event_open(2) that owns a consumer; empty for other consumers. */
    public static Optional<KernelObject> event(Kernel kernel, KernelObject consumer) {
        boolean traced = calls(kernel, consumer, "uprobe_dispatcher", "uretprobe_dispatcher");
        return traced && kernel.types().find("trace_uprobe").isPresent()
                ? consumer.containerOf("trace_uprobe", "consumer")
                        .embedded("tp")
                        .follow("event")
                        .map(event -> event.embedded("call"))
                : Optional.empty();
    }

    /** The BPF programs that a consumer runs. */
    public static List<KernelObject> programs(Kernel kernel, KernelObject consumer) {
        boolean multiple = calls(kernel, consumer, "uprobe_multi_link_handler", "uprobe_multi_link_ret_handler");
        if (multiple && kernel.types().find("bpf_uprobe").isPresent()) {
            return consumer
                    .containerOf("bpf_uprobe", "consumer")
                    .target("link")
                    .embedded("link")
                    .follow("prog")
                    .stream()
                    .toList();
        }
        return event(kernel, consumer).map(TraceEvents::programs).orElse(List.of());
    }

    private static boolean calls(Kernel kernel, KernelObject consumer, String entry, String exit) {
        return is(kernel, consumer.number("handler"), entry) || is(kernel, consumer.number("ret_handler"), exit);
    }

    private static boolean is(Kernel kernel, long function, String symbol) {
        OptionalLong address = kernel.findAddress(symbol);
        return function != 0 && address.isPresent() && address.getAsLong() == function;
    }
}
