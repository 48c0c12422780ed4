package io.nodememory.kernel.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.spec.SyscallSwitch.Leaf;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SyscallDispatchTest {
    /** Kernels with CONFIG_FRAME_POINTER, such as Ubuntu's, generate this prologue and epilogue. */
    @Test
    void aFrameOnTheStackIsNoObstacle() {
        String code = "0f1f440000" // 00 nopl, for ftrace
                + "55" // 05 push rbp
                + "4889e5" // 06 mov rbp,rsp
                + "83fe01" // 09 cmp esi,1
                + "7407" // 0c je 15
                + "e8ed7f0000" // 0e call 8000
                + "5d" // 13 pop rbp
                + "c3" // 14 ret
                + "5d" // 15 pop rbp
                + "e9e59f0000"; // 16 jmp a000
        try (Symbols symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"))) {
            long start = symbols.address("x64_sys_call").orElseThrow();
            FlatMemory memory = new FlatMemory(start, 1 << 16);
            memory.put(start, HexFormat.of().parseHex(code));
            SyscallDispatch dispatch = SyscallDispatch.of(memory, start, 0x1b);
            assertThat(dispatch.follow(0)).isEqualTo(new Leaf(start + 0x0e, start + 0x8000));
            assertThat(dispatch.follow(1)).isEqualTo(new Leaf(start + 0x16, start + 0xa000));
        }
    }
}
