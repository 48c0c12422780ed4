package io.nodememory.kernel.object;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Walks the kernel's maple tree (since 6.1), include/linux/maple_tree.h. */
public final class MapleTree {
    /** The pointers in a tree by ascending range, and the damage because of which some may be missing. */
    public record Entries(List<Long> pointers, Optional<String> damage) {}

    /** Nodes are aligned to 256 bytes; the bits below hold the type and marks of a node. */
    private static final long NODE_MASK = ~0xffL;

    private static final long LAST_MARK = 4096;
    private static final int LEAF_64 = 1;
    private static final int RANGE_64 = 2;
    private static final int ARANGE_64 = 3;

    private record Pending(long encoded, long min, long max) {}

    private MapleTree() {}

    /** @param tree address of the {@code struct maple_tree} */
    public static Entries entries(Types types, long tree) {
        List<Long> found = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        Deque<Pending> open = new ArrayDeque<>();
        String damage = null;
        long root;
        try {
            root = types.memory().readPointer(tree + types.offsetOf("maple_tree", "ma_root"));
        } catch (UnreadableMemoryException e) {
            return new Entries(found, Optional.of(e.getMessage()));
        }
        if (isNode(root)) {
            open.push(new Pending(root, 0, -1));
        } else if (root != 0 && (root & 3) == 0) {
            found.add(root);
        }
        while (!open.isEmpty()) {
            Pending next = open.pop();
            if (!visited.add(next.encoded() & NODE_MASK)) {
                damage = "the tree leads back to 0x%016x".formatted(next.encoded() & NODE_MASK);
                continue;
            }
            try {
                node(types, next, found, open);
            } catch (UnreadableMemoryException e) {
                damage = e.getMessage();
            }
        }
        return new Entries(found, Optional.ofNullable(damage));
    }

    /** {@code xa_is_node}: the root is tagged as the xarray tags its nodes. */
    private static boolean isNode(long entry) {
        return (entry & 3) == 2 && Long.compareUnsigned(entry, LAST_MARK) > 0;
    }

    private static void node(Types types, Pending at, List<Long> found, Deque<Pending> open) {
        long address = at.encoded() & NODE_MASK;
        int kind = (int) (at.encoded() >>> 3 & 0xf);
        KernelObject node =
                switch (kind) {
                    case LEAF_64, RANGE_64 -> types.object("maple_range_64", address);
                    case ARANGE_64 -> types.object("maple_arange_64", address);
                    default ->
                        throw new UnreadableMemoryException(
                                address, "maple node 0x%016x of unknown type %d".formatted(address, kind));
                };
        long slots = node.count("slot");
        long pivots = node.count("pivot");
        List<Pending> children = new ArrayList<>();
        long min = at.min();
        for (long i = 0; i < slots; i++) {
            long max = i < pivots ? node.element("pivot", i) : at.max();
            // A pivot of 0 after the first one ends the node; its slot covers the rest of the range.
            if ((max == 0 && i > 0) || Long.compareUnsigned(max, at.max()) > 0) {
                max = at.max();
            }
            long entry = node.memory().readPointer(node.elementAddress("slot", i));
            if (kind != LEAF_64 && entry != 0) {
                children.add(new Pending(entry, min, max));
            } else if (entry != 0 && (entry & 3) == 0) {
                found.add(entry);
            }
            if (max == at.max()) {
                break;
            }
            min = max + 1;
        }
        // The stack returns them in ascending order.
        for (int i = children.size() - 1; i >= 0; i--) {
            open.push(children.get(i));
        }
    }
}
