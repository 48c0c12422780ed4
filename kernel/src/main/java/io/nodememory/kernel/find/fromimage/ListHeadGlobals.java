package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.object.KernelObject;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;

/** Heads of lists: they lie in the kernel's image, while the entries do not. */
final class ListHeadGlobals {
    private ListHeadGlobals() {}

    static void modules(GlobalSearch search) {
        moduleList(search).ifPresent(head -> search.found("modules", head));
        search.address("modules").ifPresent(head -> kset(search, head));
    }

    /** Every module's kobject is in the set that {@code module_kset} points at; it is the only variable that does. */
    private static void kset(GlobalSearch search, long head) {
        search.pointer(head).stream()
                .mapToObj(entry -> search.types().containerOf(entry, "module", "list"))
                .map(module -> search.places(module.number("mkobj.kobj.kset")))
                .filter(places -> places.size() == 1)
                .forEach(places -> search.found("module_kset", places.get(0)));
    }

    static void others(GlobalSearch search) {
        search.object("init_net", "net")
                .ifPresent(net -> otherInImage(search, net.addressOf("list"))
                        .ifPresent(head -> search.found("net_namespace_list", head)));
        search.object("init_nsproxy", "nsproxy")
                .flatMap(nsproxy -> nsproxy.follow("mnt_ns"))
                .flatMap(namespace -> namespace.follow("root"))
                .flatMap(root -> root.follow("mnt.mnt_sb"))
                .ifPresent(block -> otherInImage(search, block.addressOf("s_list"))
                        .ifPresent(head -> search.found("super_blocks", head)));
    }

    /** A list whose first and last entries are modules: each of them points at itself through its kobject. */
    private static OptionalLong moduleList(GlobalSearch search) {
        LongPredicate modules = search.kernel().area().modules();
        for (KernelRegion region : search.kernel().regions()) {
            ByteBuffer content = region.content();
            for (int at = 0; at + 16 <= content.limit(); at += 8) {
                long next = content.getLong(at);
                long previous = content.getLong(at + 8);
                if (modules.test(next)
                        && modules.test(previous)
                        && is(search.pointer(next + 8), region.start() + at)
                        && isModule(search, next)
                        && isModule(search, previous)) {
                    return OptionalLong.of(region.start() + at);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isModule(GlobalSearch search, long entry) {
        KernelObject module = search.types().containerOf(entry, "module", "list");
        return is(search.pointer(module.addressOf("mkobj.mod")), module.address());
    }

    private static boolean is(OptionalLong found, long expected) {
        return found.isPresent() && found.getAsLong() == expected;
    }

    /** The one entry of a list, beside {@code entry}, that lies in the kernel's image: its head. */
    private static Optional<Long> otherInImage(GlobalSearch search, long entry) {
        Set<Long> visited = new HashSet<>();
        Optional<Long> head = Optional.empty();
        for (long at = search.memory().readPointer(entry);
                at != entry;
                at = search.memory().readPointer(at)) {
            if (!visited.add(at)) {
                return Optional.empty();
            }
            if (search.inImage(at)) {
                if (head.isPresent()) {
                    return Optional.empty();
                }
                head = Optional.of(at);
            }
        }
        return head;
    }
}
