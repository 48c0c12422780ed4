package io.nodememory.kernel.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Framebuffers as in guests with a screen, in the layout of the sample's kernel, whose guest has none. */
class FramebufferRowTest {
    @Test
    void aRegisteredFramebufferIsRead() {
        try (Symbols symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"))) {
            long table = symbols.address("registered_fb").orElseThrow();
            FlatMemory memory = new FlatMemory(table, 8192);
            long info = table + 1024;
            memory.putLong(table + 8, info);
            Kernel kernel = new Kernel(new X86(), null, symbols, memory, 0);
            memory.put(info + kernel.types().offsetOf("fb_info", "fix.id"), "EFI VGA".getBytes(StandardCharsets.UTF_8));
            memory.putLong(info + kernel.types().offsetOf("fb_info", "var.xres"), 1080L << 32 | 1920);
            memory.putLong(info + kernel.types().offsetOf("fb_info", "fix.smem_start"), 0xe000_0000L);
            memory.putLong(info + kernel.types().offsetOf("fb_info", "screen_base"), 0xffff_c900_0080_0000L);
            List<FramebufferRow> rows = new ArrayList<>();
            long second = info + 2048;
            memory.putLong(table + 16, second);
            memory.putLong(second + kernel.types().offsetOf("fb_info", "screen_base"), 0xffff_c900_0090_0000L);
            FramebufferRow.walk(new Walk<>(kernel, "framebuffers", rows::add));
            assertThat(rows).hasSize(2);
            assertThat(rows.get(1).physicalAddress())
                    .as("not told by the driver")
                    .isNull();
            assertThat(rows.get(1).memory()).isEqualTo(0xffff_c900_0090_0000L);
            FramebufferRow row = rows.get(0);
            assertThat(row.index()).isEqualTo(1);
            assertThat(row.name()).isEqualTo("EFI VGA");
            assertThat(List.of(row.width(), row.height())).containsExactly(1920L, 1080L);
            assertThat(row.physicalAddress()).isEqualTo(0xe000_0000L);
            assertThat(row.memory()).isEqualTo(0xffff_c900_0080_0000L);
            assertThat(row.state()).isEqualTo("running");
            assertThat(kernel.problems().list()).isEmpty();
        }
    }
}
