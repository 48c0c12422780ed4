package io.nodememory.kernel.object;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks the kernel's red-black trees, {@code include/linux/rbtree.h}. A walk checks that each node points back to its parent and
 * that each path down has the same number of black nodes. So a tree without one of its branches never counts as whole.
 */
public final class RedBlackTree {
    /** {@code RB_BLACK}, and the bits of {@code __rb_parent_color} that do not belong to the address. */
    private static final long BLACK = 1;

    private static final long COLOR = 3;

    private static final String UNBALANCED = "a branch of the tree is missing below 0x%016x";

    private RedBlackTree() {}

    /**
     * The structs in a tree, in order. The walk leaves a branch at damage and continues with the others.
     *
     * @param root address of the {@code rb_root}
     * @param member path of the {@code rb_node} inside {@code struct}
     */
    public static Chain entries(Types types, long root, String struct, String member) {
        long nodeOffset = types.offsetOf(struct, member);
        long up = types.offsetOf("rb_node", "__rb_parent_color");
        long left = types.offsetOf("rb_node", "rb_left");
        long right = types.offsetOf("rb_node", "rb_right");
        List<KernelObject> entries = new ArrayList<>();
        Map<Long, Integer> black = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>();
        long parent = 0;
        int height = -1;
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
                    if (black.containsKey(node)) {
                        damage = "the tree leads back to 0x%016x".formatted(node);
                        node = 0;
                        continue;
                    }
                    long parentAndColor = types.memory().readPointer(node + up);
                    long child = types.memory().readPointer(node + left);
                    if ((parentAndColor & ~COLOR) != parent) {
                        damage = "0x%016x in the tree does not lead back".formatted(node);
                    }
                    black.put(node, black.getOrDefault(parent, 0) + (int) (parentAndColor & BLACK));
                    height = child == 0 && height < 0 ? black.get(node) : height;
                    if (child == 0 && black.get(node) != height) {
                        damage = UNBALANCED.formatted(node);
                    }
                    open.push(node);
                    parent = node;
                    node = child;
                } else {
                    long next = open.pop();
                    entries.add(types.object(struct, next - nodeOffset));
                    node = types.memory().readPointer(next + right);
                    parent = next;
                    if (node == 0 && black.get(next) != height) {
                        damage = UNBALANCED.formatted(next);
                    }
                }
            } catch (UnreadableMemoryException e) {
                damage = e.getMessage();
                node = 0;
            }
        }
        return new Chain(entries, Optional.ofNullable(damage));
    }
}
