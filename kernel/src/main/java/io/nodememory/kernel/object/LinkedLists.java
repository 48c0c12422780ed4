package io.nodememory.kernel.object;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the kernel's linked lists, {@code include/linux/list.h}. A walk checks that each node points back to the node before it.
 * So a list that skips entries, or that leads elsewhere, never counts as whole. A walk ends when it meets an entry a second time.
 */
public final class LinkedLists {
    private LinkedLists() {}

    /**
     * The structs on a circular {@code list_head}. If the chain of {@code next} pointers is broken, the walk reaches the entries
     * after the break by {@code prev}.
     *
     * @param head address of the head, which is not an entry
     * @param member path of the {@code list_head} inside {@code struct}
     */
    public static Chain list(Types types, long head, String struct, String member) {
        long nodeOffset = types.offsetOf(struct, member);
        long next = types.offsetOf("list_head", "next");
        long previous = types.offsetOf("list_head", "prev");
        Walk forward = new Walk(types, head, head, next, previous);
        String damage = forward.follow();
        List<KernelObject> entries = forward.objects(struct, nodeOffset, Set.of());
        if (damage != null) {
            Walk backward = new Walk(types, head, head, previous, next);
            backward.follow();
            List<KernelObject> rest = backward.objects(struct, nodeOffset, forward.visited);
            for (int i = rest.size() - 1; i >= 0; i--) {
                entries.add(rest.get(i));
            }
        }
        return new Chain(entries, Optional.ofNullable(damage));
    }

    /** The structs on an {@code hlist_head} or {@code hlist_nulls_head} at {@code head}. */
    public static Chain hlist(Types types, long head, String struct, String member) {
        // The first word of a head ("first") and of a node ("next") points to the next node. The "pprev" of a node
        // points back to that word.
        Walk walk = new Walk(types, head, 0, 0, types.offsetOf("hlist_node", "pprev"));
        String damage = walk.follow();
        return new Chain(walk.objects(struct, types.offsetOf(struct, member), Set.of()), Optional.ofNullable(damage));
    }

    private static final class Walk {
        private final Types types;
        private final long head;
        private final long end;
        private final long onward;
        private final long back;
        private final Set<Long> visited = new HashSet<>();
        private final List<Long> nodes = new ArrayList<>();

        /**
         * @param end the pointer in the last node: to the head, or 0
         * @param onward offset of the pointer to the next node
         * @param back offset of the pointer to the previous node
         */
        Walk(Types types, long head, long end, long onward, long back) {
            this.types = types;
            this.head = head;
            this.end = end;
            this.onward = onward;
            this.back = back;
        }

        /** Follows one pointer of each node; returns the damage that ended the chain, or null. */
        String follow() {
            long at = head;
            String damage = null;
            try {
                while (true) {
                    long next = types.memory().readPointer(at + onward);
                    if (isEnd(next)) {
                        boolean whole = end == 0 || types.memory().readPointer(end + back) == at;
                        return whole ? damage : "the list at 0x%016x ends before its last entry".formatted(at);
                    }
                    if (next == 0) {
                        return "a null pointer in the list at 0x%016x".formatted(at);
                    }
                    boolean linked = types.memory().readPointer(next + back) == at;
                    if (!visited.add(next)) {
                        return "the list at 0x%016x leads back to 0x%016x".formatted(at, next);
                    }
                    if (!linked) {
                        damage = "the list at 0x%016x leads to 0x%016x, which does not lead back".formatted(at, next);
                        if (!leadsOn(at, next)) {
                            visited.remove(next);
                            return damage;
                        }
                    }
                    nodes.add(next);
                    at = next;
                }
            } catch (UnreadableMemoryException e) {
                return e.getMessage();
            }
        }

        /** Whether a pointer ends the list; an hlist_nulls ends with a tagged pointer, include/linux/list_nulls.h. */
        private boolean isEnd(long next) {
            return next == end || (end == 0 && (next & 1) == 1);
        }

        /**
         * Whether a node without a correct back pointer is on a list at all. It is if the next node points back to it, or to the
         * node before it, as after an intruder has inserted the node incompletely.
         */
        private boolean leadsOn(long before, long node) {
            try {
                long next = types.memory().readPointer(node + onward);
                if (end == 0 && isEnd(next)) {
                    return true;
                }
                long back = types.memory().readPointer(next + this.back);
                return back == node || back == before;
            } catch (UnreadableMemoryException e) {
                return false;
            }
        }

        List<KernelObject> objects(String struct, long nodeOffset, Set<Long> without) {
            List<KernelObject> objects = new ArrayList<>(nodes.size());
            for (long node : nodes) {
                if (!without.contains(node)) {
                    objects.add(types.object(struct, node - nodeOffset));
                }
            }
            return objects;
        }
    }
}
