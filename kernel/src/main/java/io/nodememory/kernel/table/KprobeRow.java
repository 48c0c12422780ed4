package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.OptionalLong;

/** A row of {@code kprobes}. */
@Table(
        name = "kprobes",
        help =
                "A probe in the kernel's code: a function that the kernel calls when execution reaches the probed instruction.",
        identity = {"name", "kind", "symbol", "module"})
public record KprobeRow(
        @Column(value = "Address of the kprobe", address = true)
        long address,

        @Column("Probed instruction by symbol, such as do_exit+0x4")
        String name,

        @Column(value = "Address of the probed instruction", address = true)
        long probed,

        @Column("kprobe, or kretprobe for a probe at a function's return")
        String kind,

        @Column(value = "Address of the called function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("State in the words of the kernel's list of probes; null for an ordinary enabled probe")
        String state,

        @Column("Number of missed hits") long missed,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** {@code KPROBE_TABLE_SIZE}, kernel/kprobes.c. */
    private static final int BUCKETS = 64;

    /** {@code KPROBE_FLAG_…}, include/linux/kprobes.h. */
    private static final String[] STATES = {"GONE", "DISABLED", "OPTIMIZED", "FTRACE"};

    static void walk(Walk<KprobeRow> walk) {
        Kernel kernel = walk.kernel();
        if (kernel.types().find("kprobe").isEmpty()) {
            // Built without kprobes
            return;
        }
        walk.attempt(0, "listing probes", () -> {
            long table = kernel.address("kprobe_table");
            for (int i = 0; i < BUCKETS; i++) {
                Chain bucket = LinkedLists.hlist(kernel.types(), table + 8L * i, "kprobe", "hlist");
                bucket.damage().ifPresent(why -> walk.problem(table, "listing probes", why));
                bucket.entries()
                        .forEach(probe -> walk.attempt(probe.address(), "reading a probe", () -> place(walk, probe)));
            }
        });
    }

    /** If several probes are at one address, the table contains one aggregate probe for all of them. */
    private static void place(Walk<KprobeRow> walk, KernelObject probe) {
        Kernel kernel = walk.kernel();
        if (!is(kernel, probe, "aggr_pre_handler")) {
            walk.emit(row(kernel, probe, probe));
            return;
        }
        Chain all = LinkedLists.list(kernel.types(), probe.addressOf("list"), "kprobe", "list");
        all.damage().ifPresent(why -> walk.problem(probe.address(), "listing the probes at one address", why));
        all.entries()
                .forEach(one ->
                        walk.attempt(one.address(), "reading a probe", () -> walk.emit(row(kernel, one, probe))));
    }

    private static boolean is(Kernel kernel, KernelObject probe, String handler) {
        OptionalLong address = kernel.findAddress(handler);
        return address.isPresent() && address.getAsLong() == probe.number("pre_handler");
    }

    private static KprobeRow row(Kernel kernel, KernelObject probe, KernelObject inTable) {
        boolean atReturn = is(kernel, probe, "pre_handler_kretprobe");
        long before = probe.number("pre_handler");
        long handler = before != 0 ? before : probe.number("post_handler");
        if (atReturn) {
            KernelObject kretprobe = probe.containerOf("kretprobe", "kp");
            handler =
                    kretprobe.number("handler") != 0 ? kretprobe.number("handler") : kretprobe.number("entry_handler");
        }
        CodeOwners owners = CodeOwners.of(kernel);
        CodeOwner owner = owners.find(handler);
        long probed = probe.number("addr");
        return new KprobeRow(
                probe.address(),
                owners.find(probed).symbol(),
                probed,
                atReturn ? "kretprobe" : "kprobe",
                handler,
                owner.symbol(),
                owner.module(),
                state(probe.number("flags") | inTable.number("flags")),
                probe.number("nmissed"),
                owner.verdict());
    }

    private static String state(long flags) {
        StringBuilder words = new StringBuilder();
        for (int bit = 0; bit < STATES.length; bit++) {
            if ((flags >>> bit & 1) == 1) {
                words.append(words.isEmpty() ? "" : " ").append(STATES[bit]);
            }
        }
        return words.isEmpty() ? null : words.toString();
    }
}
