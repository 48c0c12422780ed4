package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.linux.Damage;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of binfmt_misc, fs/binfmt_misc.c: those with a file in a mounted or unmounted /proc/sys/fs/binfmt_misc
 * and, since 6.7, those in the list of a user namespace.
 *
 * <p>Distribution kernels build binfmt_misc as a module whose BTF lacks the types.
 */
public final class BinaryFormats {
    /**
     * Where an entry was found.
     *
     * @param userNamespace the user namespace of the entry
     * @param enabled whether the namespace's entries are in use; null if the kernel does not keep it (before 6.7)
     */
    public record Place(KernelObject userNamespace, Boolean enabled) {}

    private final Kernel kernel;
    private final Map<Long, Place> entries = new LinkedHashMap<>();
    private final Set<KernelObject> namespaces = new LinkedHashSet<>();
    private final Damage<Long> damage = new Damage<>();

    public BinaryFormats(Kernel kernel) {
        this.kernel = kernel;
        damage.look(0L, () -> namespaces.add(kernel.global("init_user_ns", "user_namespace")));
        for (KernelObject superBlock : SuperBlocks.of(kernel).all()) {
            damage.look(superBlock.address(), () -> {
                if (superBlock.target("s_type").text("name").equals("binfmt_misc")) {
                    files(superBlock);
                }
            });
        }
        if (kernel.types().has("user_namespace", "binfmt_misc")) {
            namespaces.forEach(namespace -> damage.look(namespace.address(), () -> list(namespace)));
        }
    }

    /** The addresses of the entries, with their places. */
    public Map<Long, Place> entries() {
        return entries;
    }

    /** Why entries may be missing, by the address of the unreadable object. */
    public Map<Long, String> damage() {
        return damage.reasons();
    }

    private void files(KernelObject superBlock) {
        KernelObject namespace = superBlock.target("s_user_ns");
        namespaces.add(namespace);
        Chain inodes = new CachedInodes(kernel, superBlock).inodes();
        inodes.damage().ifPresent(why -> damage.add(superBlock.address(), why));
        for (KernelObject inode : inodes.entries()) {
            // The directory itself and the files register and status have no entry
            if (inode.number("i_private") != 0) {
                add(inode.number("i_private"), namespace);
            }
        }
    }

    private void list(KernelObject namespace) {
        Optional<KernelObject> formats = namespace.followAs("binfmt_misc", "binfmt_misc");
        if (formats.isEmpty()) {
            return;
        }
        Member head = formats.get().type().member("entries").orElseThrow();
        // Only the fact that the type begins with its list link is used
        boolean list = head.type() instanceof Type.Reference reference
                && reference.name().equals("list_head");
        String node = list ? "list_head" : "hlist_node";
        long address = formats.get().addressOf("entries");
        Chain chain = list
                ? LinkedLists.list(kernel.types(), address, node, "next")
                : LinkedLists.hlist(kernel.types(), address, node, "next");
        chain.damage().ifPresent(why -> damage.add(address, why));
        chain.entries().forEach(entry -> add(entry.address(), namespace));
    }

    private void add(long entry, KernelObject namespace) {
        boolean kept = namespace.has("binfmt_misc") && kernel.types().has("binfmt_misc", "enabled");
        Optional<Boolean> enabled = !kept
                ? Optional.empty()
                : namespace.followAs("binfmt_misc", "binfmt_misc").map(formats -> formats.number("enabled") != 0);
        entries.putIfAbsent(entry, new Place(namespace, enabled.orElse(null)));
    }
}
