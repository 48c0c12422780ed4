package io.nodememory.kernel.object;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kernel's red-black trees, {@code include/linux/rbtree.h}. */
public final class RedBlackTree {
    private RedBlackTree() {}

    /**
     * The structs in a tree, in order. A damaged branch ends there and the others are still walked.
     *
     * @param root address of the {@code rb_root}
     * @param member path of the {@code rb_node} inside {@code struct}
     */
    public static Chain entries(Types types, long root, String struct, String member) {
        long nodeOffset = types.offsetOf(struct, member);
        long left = types.offsetOf("rb_node", "rb_left");
        long right = types.offsetOf("rb_node", "rb_right");
        List<KernelObject> entries = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        Deque<Long> open = new ArrayDeque<>();
        String damage = null;
        long node;
        try {
            node = types.memory().readPointer(root);
        } catch (UnreadableMemoryException e) {
            return new Chain(entries, Optional.of(e.getMessage()));
        }
        while (node != 0 || !open.isEmpty()) {
            try {
                if (node != 0) {
                    if (!visited.add(node)) {
                        damage = "the tree leads back to 0x%016x".formatted(node);
                        node = 0;
                        continue;
                    }
                    long child = types.memory().readPointer(node + left);
                    open.push(node);
                    node = child;
                } else {
                    long next = open.pop();
                    entries.add(types.object(struct, next - nodeOffset));
                    node = types.memory().readPointer(next + right);
                }
            } catch (UnreadableMemoryException e) {
                damage = e.getMessage();
                node = 0;
            }
        }
        return new Chain(entries, Optional.ofNullable(damage));
    }
}
