package io.nodememory.kernel.linux.mount;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A superblock whose private data is unreadable costs only its own mount the options. */
class SuperOptionsTest {
    private static final long ADDRESS = 0xffff_8880_0000_0000L;

    @Test
    void nothingBehindASuperblockIsUnreadableMemory() {
        List<BiFunction<Kernel, KernelObject, Object>> decoders = List.of(
                PseudoOptions::proc,
                PseudoOptions::devpts,
                TmpfsOptions::decode,
                (kernel, superBlock) -> CgroupOptions.root(superBlock));
        try (Symbols symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"))) {
            Kernel kernel = new Kernel(new X86(), null, symbols, new FlatMemory(ADDRESS, 4096), 0);
            KernelObject superBlock = kernel.object("super_block", ADDRESS);
            for (BiFunction<Kernel, KernelObject, Object> decoder : decoders) {
                assertThatThrownBy(() -> decoder.apply(kernel, superBlock))
                        .isInstanceOf(UnreadableMemoryException.class)
                        .hasMessageContaining("s_fs_info is a null pointer");
            }
        }
    }
}
