package io.nodememory.kernel.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A tree of three levels that loses a part, in ways that leave only valid pointers. */
class RedBlackTreeTest {
    private static final long ROOT = 0xffff_8880_0000_0000L;
    private static final long TOP = ROOT + 64;
    private static final long LEFT = ROOT + 128;
    private static final long RIGHT = ROOT + 192;
    private static final long RED = ROOT + 256;
    private static final int BLACK = 1;
    private static final int ONTO_RIGHT = 8;
    private static final int ONTO_LEFT = 16;

    private final FlatMemory memory = new FlatMemory(ROOT, 320);

    RedBlackTreeTest() {
        memory.putLong(ROOT, TOP);
        memory.putLong(TOP, BLACK);
        memory.putLong(TOP + ONTO_LEFT, LEFT);
        memory.putLong(TOP + ONTO_RIGHT, RIGHT);
        memory.putLong(LEFT, TOP | BLACK);
        memory.putLong(RIGHT, TOP | BLACK);
        memory.putLong(RIGHT + ONTO_LEFT, RED);
        memory.putLong(RED, RIGHT);
    }

    @Test
    void aWholeTreeIsInOrder() {
        Chain tree = entries();
        assertThat(tree.entries()).extracting(KernelObject::address).containsExactly(LEFT, TOP, RED, RIGHT);
        assertThat(tree.damage()).isEmpty();
    }

    @Test
    void aMissingBranchIsTold() {
        memory.putLong(TOP + ONTO_LEFT, 0);
        assertThat(entries().entries()).extracting(KernelObject::address).containsExactly(TOP, RED, RIGHT);
        assertThat(entries().damage().orElseThrow()).contains("a branch of the tree is missing");
    }

    @Test
    void aNodeThatBecameZerosIsTold() {
        memory.putLong(RIGHT, 0);
        memory.putLong(RIGHT + ONTO_LEFT, 0);
        assertThat(entries().entries()).extracting(KernelObject::address).containsExactly(LEFT, TOP, RIGHT);
        assertThat(entries().damage()).isPresent();
    }

    @Test
    void aWayBackUpEndsAndIsTold() {
        memory.putLong(RED + ONTO_LEFT, TOP);
        assertThat(entries().entries()).hasSize(4);
        assertThat(entries().damage().orElseThrow()).contains("leads back");
    }

    private Chain entries() {
        try (Symbols symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"))) {
            return RedBlackTree.entries(new Types(symbols, memory), ROOT, "rb_node", "__rb_parent_color");
        }
    }
}
