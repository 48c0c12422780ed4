package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.net.NetNamespaces;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.List;
import java.util.Optional;

/** A row of {@code netfilter}. */
@Table(
        name = "netfilter",
        help = "A function that netfilter calls for packets of a network namespace.",
        identity = {"family", "hook", "priority", "symbol", "module"},
        joins =
                @Join(
                        name = "namespace",
                        table = "namespaces",
                        on = "net_ns",
                        to = "inum",
                        help = "The network namespace of the hook"))
public record NetfilterRow(
        @Column(value = "Address of the entry in the hook's list", address = true)
        long address,

        @Column("Inode number of the network namespace") long netNs,

        @Column("ipv4, ipv6, arp, bridge or netdev") String family,

        @Column("PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING, …; for a device INGRESS or EGRESS")
        String hook,

        @Column("Device, for INGRESS and EGRESS") String device,

        @Column("Priority; functions with a lower number run first; null if unknown")
        Integer priority,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** {@code MAX_HOOK_COUNT}, net/netfilter/core.c. */
    private static final long MAX_HOOKS = 1024;

    /** {@code enum nf_inet_hooks}, include/uapi/linux/netfilter.h. */
    private static final List<String> INET =
            List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING", "INGRESS");

    /** include/uapi/linux/netfilter_arp.h. */
    private static final List<String> ARP = List.of("INPUT", "OUTPUT", "FORWARD");

    private record Family(String name, String member, List<String> hooks) {}

    private static final List<Family> FAMILIES = List.of(
            new Family("ipv4", "nf.hooks_ipv4", INET),
            new Family("ipv6", "nf.hooks_ipv6", INET),
            new Family("arp", "nf.hooks_arp", ARP),
            new Family("bridge", "nf.hooks_bridge", INET));

    static void walk(Walk<NetfilterRow> walk) {
        if (walk.kernel().types().find("nf_hook_entries").isEmpty()) {
            // Built without netfilter
            return;
        }
        walk.attempt(0, "listing network namespaces", () -> {
            Chain namespaces = NetNamespaces.all(walk.kernel());
            namespaces.damage().ifPresent(why -> walk.problem(0, "listing network namespaces", why));
            for (KernelObject namespace : namespaces.entries()) {
                walk.attempt(namespace.address(), "reading the hooks of a network namespace", () -> {
                    long inum = Namespaces.inum(namespace);
                    FAMILIES.forEach(family -> family(walk, inum, family, namespace));
                });
            }
        });
        devices(walk, "INGRESS", "nf_hooks_ingress");
        devices(walk, "EGRESS", "nf_hooks_egress");
    }

    private static void family(Walk<NetfilterRow> walk, long inum, Family family, KernelObject namespace) {
        // A family is absent if its configuration option is off
        if (!namespace.has(family.member())) {
            return;
        }
        for (long i = 0; i < namespace.count(family.member()); i++) {
            long hook = i;
            walk.attempt(namespace.elementAddress(family.member(), i), "reading a netfilter hook", () -> {
                long entries = namespace.element(family.member(), hook);
                String name = hook < family.hooks().size() ? family.hooks().get((int) hook) : String.valueOf(hook);
                entries(walk, inum, family.name(), name, null, entries);
            });
        }
    }

    private static void devices(Walk<NetfilterRow> walk, String hook, String member) {
        if (walk.kernel().types().has("net_device", member)) {
            InterfaceRow.forEachDevice(
                    walk,
                    (inum, device) -> entries(walk, inum, "netdev", hook, device.text("name"), device.number(member)));
        }
    }

    private static void entries(
            Walk<NetfilterRow> walk, long inum, String family, String hook, String device, long address) {
        if (address == 0) {
            return;
        }
        Kernel kernel = walk.kernel();
        KernelObject entries = kernel.object("nf_hook_entries", address);
        long count = entries.number("num_hook_entries");
        if (count == 0) {
            // The kernel frees a list without entries
            walk.problem(address, "reading a netfilter hook", "the list of hooks has no entries");
        }
        if (count > MAX_HOOKS) {
            walk.problem(
                    address,
                    "reading a netfilter hook",
                    "a count of %d entries exceeds the kernel's maximum".formatted(count));
            count = MAX_HOOKS;
        }
        KernelObject first = kernel.object("nf_hook_entry", entries.addressOf("hooks"));
        long operations = first.address() + count * first.type().size();
        for (long i = 0; i < count; i++) {
            KernelObject entry = first.at(first.address() + i * first.type().size());
            long pointer = operations + 8 * i;
            walk.attempt(entry.address(), "reading a netfilter hook", () -> {
                CodeOwner owner = CodeOwners.of(kernel).find(entry.number("hook"));
                walk.emit(new NetfilterRow(
                        entry.address(),
                        inum,
                        family,
                        hook,
                        device,
                        priority(walk, pointer).orElse(null),
                        owner.address(),
                        owner.symbol(),
                        owner.module(),
                        owner.verdict()));
            });
        }
    }

    /** Pointers to the nf_hook_ops of the entries follow the entries: {@code nf_hook_entries_get_hook_ops}. */
    private static Optional<Integer> priority(Walk<NetfilterRow> walk, long pointer) {
        return walk.attempt(pointer, "reading the priority of a netfilter hook", () -> (int) walk.kernel()
                .object("nf_hook_ops", walk.kernel().memory().readPointer(pointer))
                .number("priority"));
    }
}
