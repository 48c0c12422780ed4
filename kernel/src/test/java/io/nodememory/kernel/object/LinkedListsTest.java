package io.nodememory.kernel.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Lists that an intruder has changed. */
class LinkedListsTest {
    private static final long HEAD = 0xffff_8880_0000_0000L;
    private static final long FIRST = HEAD + 64;
    private static final long SECOND = HEAD + 128;
    private static final long INTRUDER = HEAD + 192;

    /** The kernel follows only {@code next}, so it calls a hook that was inserted at the front without a back pointer. */
    @Test
    void aNodePutInByHalfIsFoundAndTold() {
        FlatMemory memory = new FlatMemory(HEAD, 256);
        memory.putLong(HEAD, INTRUDER);
        memory.putLong(INTRUDER, FIRST);
        memory.putLong(FIRST, SECOND);
        memory.putLong(FIRST + 8, HEAD);
        memory.putLong(SECOND + 8, FIRST);
        try (Symbols symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"))) {
            Chain chain = LinkedLists.hlist(new Types(symbols, memory), HEAD, "hlist_node", "next");
            assertThat(chain.entries()).extracting(KernelObject::address).containsExactly(INTRUDER, FIRST, SECOND);
            assertThat(chain.damage().orElseThrow()).contains("does not lead back");
        }
    }
}
