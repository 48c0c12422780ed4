package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.fs.FilePaths;
import io.nodememory.kernel.linux.fs.Inodes;
import io.nodememory.kernel.linux.trace.TraceEvents;
import io.nodememory.kernel.linux.trace.Uprobes;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.List;
import java.util.Optional;

/** A row of {@code uprobes}. */
@Table(
        name = "uprobes",
        help =
                "A probe in a program or library: a function that the kernel calls when a process reaches the probed place.",
        identity = {"path", "offset", "kind", "symbol", "module", "programs"})
public record UprobeRow(
        @Column(value = "Address of the uprobe_consumer", address = true)
        long address,

        @Column("Path of the program or library; null if its name was removed")
        String path,

        @Column("Device of its file system as major:minor") String device,
        @Column("Inode number") long inode,

        @Column("Offset of the probed place in the file, in bytes")
        long offset,

        @Column("uprobe, or uretprobe for a probe at a function's return")
        String kind,

        @Column("tracefs event of the probe, such as uprobes:readline; uprobes:DUMMY_EVENT for a probe of"
                + " perf_event_open(2); null for others")
        String event,

        @Column(value = "Address of the called function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("BPF programs that run at the probe") List<String> programs,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    static void walk(Walk<UprobeRow> walk) {
        Kernel kernel = walk.kernel();
        walk.attempt(0, "listing probes in programs", () -> {
            Chain all = Uprobes.all(kernel);
            all.damage().ifPresent(why -> walk.problem(0, "listing probes in programs", why));
            for (KernelObject uprobe : all.entries()) {
                walk.attempt(uprobe.address(), "reading a probe in a program", () -> consumers(walk, uprobe));
            }
        });
    }

    private static void consumers(Walk<UprobeRow> walk, KernelObject uprobe) {
        Chain consumers = Uprobes.consumers(walk.kernel(), uprobe);
        consumers
                .damage()
                .ifPresent(why -> walk.problem(uprobe.address(), "listing the consumers of a probe in a program", why));
        for (KernelObject consumer : consumers.entries()) {
            walk.attempt(
                    consumer.address(),
                    "reading a probe in a program",
                    () -> walk.emit(row(walk.kernel(), uprobe, consumer)));
        }
    }

    private static UprobeRow row(Kernel kernel, KernelObject uprobe, KernelObject consumer) {
        KernelObject inode = uprobe.target("inode");
        boolean atReturn = consumer.number("ret_handler") != 0;
        CodeOwner owner = CodeOwners.of(kernel).find(consumer.number(atReturn ? "ret_handler" : "handler"));
        return new UprobeRow(
                consumer.address(),
                FilePaths.of(kernel, inode).orElse(null),
                Inodes.device(inode),
                inode.number("i_ino"),
                uprobe.number("offset"),
                atReturn ? "uretprobe" : "uprobe",
                Uprobes.event(kernel, consumer)
                        .map(call -> TraceEvents.name(kernel, call))
                        .orElse(null),
                owner.address(),
                owner.symbol(),
                owner.module(),
                Uprobes.programs(kernel, consumer).stream()
                        .map(TraceEvents::programName)
                        .flatMap(Optional::stream)
                        .toList(),
                owner.verdict());
    }
}
