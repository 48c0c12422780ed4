package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.KnownVariables;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A row of {@code notifiers}. */
@Table(
        name = "notifiers",
        help = "A function that the kernel calls at an event: a key press, a new device, the shutdown.",
        identity = {"name", "symbol", "module"})
public record NotifierRow(
        @Column(value = "Address of the notifier_block", address = true)
        long address,

        @Column("Variable with the head of the chain, such as keyboard_notifier_list")
        String name,

        @Column("Priority; functions with a higher number run first")
        int priority,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** Chains and the structs of their heads, include/linux/notifier.h. */
    private record Head(String symbol, String struct) {}

    private static final String ATOMIC = "atomic_notifier_head";
    private static final String BLOCKING = "blocking_notifier_head";
    private static final String RAW = "raw_notifier_head";

    private static final List<Head> HEADS = List.of(
            new Head("keyboard_notifier_list", ATOMIC),
            new Head("vt_notifier_list", ATOMIC),
            new Head("die_chain", ATOMIC),
            new Head("panic_notifier_list", ATOMIC),
            new Head("restart_handler_list", ATOMIC),
            new Head("power_off_handler_list", ATOMIC),
            new Head("power_off_prep_handler_list", BLOCKING),
            new Head("restart_prep_handler_list", BLOCKING),
            new Head("reboot_notifier_list", BLOCKING),
            new Head("module_notify_list", BLOCKING),
            new Head("tracepoint_notify_list", BLOCKING),
            new Head("task_exit_notifier", BLOCKING),
            new Head("task_free_notifier", ATOMIC),
            new Head("munmap_notifier", BLOCKING),
            new Head("oom_notify_list", BLOCKING),
            new Head("blocking_lsm_notifier_chain", BLOCKING),
            new Head("crypto_chain", BLOCKING),
            new Head("pm_chain_head", BLOCKING),
            new Head("memory_chain", BLOCKING),
            new Head("vmap_notify_list", BLOCKING),
            new Head("acpi_chain_head", BLOCKING),
            new Head("fb_notifier_list", BLOCKING),
            new Head("x86_mce_decoder_chain", BLOCKING),
            new Head("netdev_chain", RAW),
            new Head("inetaddr_chain", BLOCKING),
            new Head("inetaddr_validator_chain", BLOCKING),
            new Head("inet6addr_chain", ATOMIC),
            new Head("inet6addr_validator_chain", BLOCKING),
            new Head("netlink_chain", BLOCKING),
            new Head("netevent_notif_chain", ATOMIC),
            new Head("pvclock_gtod_chain", RAW),
            new Head("cgroup_task_notifier", BLOCKING));

    /** An initialized lock points at least to itself. Real-time kernels, and kernels since 7.x, have no such member. */
    private static final String LOCK = "rwsem.wait_list.next";

    /** The chains that parts of the kernel itself join at boot. */
    private static final Set<String> NEVER_EMPTY = Set.of("die_chain", "panic_notifier_list", "netdev_chain");

    static void walk(Walk<NotifierRow> walk) {
        int found = 0;
        for (Head head : HEADS) {
            // Each chain belongs to a part of the kernel that the configuration may omit
            OptionalLong address = walk.kernel().findAddress(head.symbol());
            if (address.isPresent()) {
                found++;
                walk.attempt(
                        address.getAsLong(),
                        "reading the notifier chain " + head.symbol(),
                        () -> read(walk, head, walk.kernel().object(head.struct(), address.getAsLong())));
            }
        }
        for (String chain : NEVER_EMPTY) {
            if (found > 0 && walk.kernel().findAddress(chain).isEmpty()) {
                walk.problem(0, "finding the notifier chains", "this kernel's symbols lack " + chain);
            }
        }
        if (found == 0) {
            walk.problem(0, "listing the notifier chains", "this kernel's symbols lack die_chain and all others");
        } else {
            KnownVariables.missing(walk.kernel(), HEADS.stream().map(Head::symbol))
                    .ifPresent(why -> walk.problem(0, "listing the notifier chains", why));
        }
    }

    private static void read(Walk<NotifierRow> walk, Head head, KernelObject chain) {
        Set<Long> seen = new HashSet<>();
        Optional<KernelObject> block = chain.follow("head");
        if (chain.has(LOCK) && chain.number(LOCK) == 0) {
            walk.problem(
                    chain.address(),
                    "reading the notifier chain " + head.symbol(),
                    "the lock of the chain was never initialized");
        } else if (block.isEmpty() && NEVER_EMPTY.contains(head.symbol())) {
            walk.problem(chain.address(), "reading the notifier chain " + head.symbol(), "the chain is empty");
        }
        long priority = Integer.MAX_VALUE;
        while (block.isPresent()) {
            KernelObject current = block.get();
            if (!seen.add(current.address())) {
                walk.problem(current.address(), "reading the notifier chain " + head.symbol(), "the chain is a circle");
                return;
            }
            if (current.number("priority") > priority) {
                walk.problem(
                        current.address(),
                        "reading the notifier chain " + head.symbol(),
                        "the chain is not sorted by priority");
            }
            priority = current.number("priority");
            if (current.number("notifier_call") == 0) {
                walk.problem(
                        current.address(), "reading the notifier chain " + head.symbol(), "the entry has no function");
            }
            CodeOwner owner = CodeOwners.of(walk.kernel()).find(current.number("notifier_call"));
            walk.emit(new NotifierRow(
                    current.address(),
                    head.symbol(),
                    (int) current.number("priority"),
                    owner.address(),
                    owner.symbol(),
                    owner.module(),
                    owner.verdict()));
            block = current.follow("next");
        }
    }
}
