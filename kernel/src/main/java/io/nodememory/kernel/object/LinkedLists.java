package io.nodememory.kernel.object;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kernel's linked lists, {@code include/linux/list.h}. Walks end when they meet an entry a second time. */
public final class LinkedLists {
    private LinkedLists() {}

    /**
     * The structs on a circular {@code list_head}. Where the chain of {@code next} pointers is broken, the entries behind
     * the break are reached by {@code prev}.
     *
     * @param head address of the head, which is no entry itself
     * @param member path of the {@code list_head} inside {@code struct}
     */
    public static Chain list(Types types, long head, String struct, String member) {
        Walk forward = new Walk(types, types.offsetOf(struct, member), new HashSet<>());
        String damage = forward.follow(head, head, types.offsetOf("list_head", "next"));
        List<KernelObject> entries = forward.objects(struct);
        if (damage != null) {
            Walk backward = new Walk(types, types.offsetOf(struct, member), forward.visited);
            backward.follow(head, head, types.offsetOf("list_head", "prev"));
            List<KernelObject> rest = backward.objects(struct);
            for (int i = rest.size() - 1; i >= 0; i--) {
                entries.add(rest.get(i));
            }
        }
        return new Chain(entries, Optional.ofNullable(damage));
    }

    /** The structs on an {@code hlist_head}, {@code hlist_nulls_head} or {@code llist_head} at {@code head}. */
    public static Chain hlist(Types types, long head, String struct, String member) {
        Walk walk = new Walk(types, types.offsetOf(struct, member), new HashSet<>());
        // The first word of head and node alike points to the next node: the head has "first", the node "next".
        String damage = walk.follow(head, 0, 0);
        return new Chain(walk.objects(struct), Optional.ofNullable(damage));
    }

    private static final class Walk {
        private final Types types;
        private final long nodeOffset;
        private final Set<Long> visited;
        private final List<Long> nodes = new ArrayList<>();

        Walk(Types types, long nodeOffset, Set<Long> visited) {
            this.types = types;
            this.nodeOffset = nodeOffset;
            this.visited = visited;
        }

        /** Follows one pointer of each node; returns what broke the chain or null. */
        String follow(long head, long end, long pointerOffset) {
            long at = head;
            try {
                while (true) {
                    long next = types.memory().readPointer(at + pointerOffset);
                    // hlist_nulls ends in a tagged pointer, include/linux/list_nulls.h
                    if (next == end || (end == 0 && (next & 1) == 1)) {
                        return null;
                    }
                    if (next == 0) {
                        return "a null pointer in the list at 0x%016x".formatted(at);
                    }
                    types.memory().readPointer(next);
                    if (!visited.add(next)) {
                        return "the list at 0x%016x leads back to 0x%016x".formatted(at, next);
                    }
                    nodes.add(next);
                    at = next;
                }
            } catch (UnreadableMemoryException e) {
                return e.getMessage();
            }
        }

        List<KernelObject> objects(String struct) {
            List<KernelObject> objects = new ArrayList<>(nodes.size());
            for (long node : nodes) {
                objects.add(types.object(struct, node - nodeOffset));
            }
            return objects;
        }
    }
}
