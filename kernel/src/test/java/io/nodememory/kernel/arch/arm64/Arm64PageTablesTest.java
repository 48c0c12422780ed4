package io.nodememory.kernel.arch.arm64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.address.PagedMemory;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Arm64PageTablesTest {
    private static final int ROOT = 0x1_0000;
    private static final int USER_ROOT = 0x2_0000;
    private static final long TABLE = 3;
    private static final long PAGE = 3;
    private static final long BLOCK = 1;
    private static final long RDONLY = 1L << 7;
    private static final long PXN = 1L << 53;
    private static final long UXN = 1L << 54;
    private static final long NG = 1L << 11;

    @TempDir
    Path folder;

    private final ByteBuffer ram = ByteBuffer.allocate(8 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private int nextTable = 0x10_0000;
    private MemoryImage image;

    private AddressSpace open(TableFormat format) throws IOException {
        image = MemoryImages.open(Files.write(folder.resolve("ram.raw"), ram.array()));
        return new PagedMemory(image, frames -> new Arm64PageTables(frames, format, ROOT, 0));
    }

    @AfterEach
    void close() {
        if (image != null) {
            image.close();
        }
    }

    /** Writes the entry for an address into the table of a level (0 = pages), making the tables above. */
    private void map(TableFormat format, int root, long virtual, int level, long entry) {
        int table = root;
        for (int l = format.levels() - 1; l > level; l--) {
            int slot = table + format.index(virtual, l) * Long.BYTES;
            if (ram.getLong(slot) == 0) {
                ram.putLong(slot, nextTable | TABLE);
                nextTable += 1 << format.pageShift();
            }
            table = (int) (ram.getLong(slot) & -(1 << 12));
        }
        ram.putLong(table + format.index(virtual, level) * Long.BYTES, entry);
    }

    @ParameterizedTest
    @CsvSource({"12, 48, 4", "12, 52, 5", "12, 39, 3", "14, 47, 3", "14, 52, 4", "16, 42, 2", "16, 48, 3", "16, 52, 3"})
    void walksEveryGranule(int pageShift, int bits, int levels) throws IOException {
        TableFormat format = new TableFormat(pageShift, bits);
        assertThat(format.levels()).isEqualTo(levels);
        long virtual = -1L << bits | 1L << (bits - 1) | 5L << pageShift | 0x123;
        ram.putLong(0x40_0123, 0x1122334455667788L);
        map(format, ROOT, virtual, 0, 0x40_0000 | PAGE);
        AddressSpace memory = open(format);
        assertThat(memory.readPointer(virtual)).isEqualTo(0x1122334455667788L);
        assertThat(memory.translate(virtual + (1L << pageShift))).isEmpty();
    }

    @Test
    void blocksAreMappedInTwoLevels() throws IOException {
        TableFormat format = new TableFormat(12, 48);
        map(format, ROOT, 0xffff_0000_0000_0000L, 2, 0x4000_0000L | BLOCK);
        map(format, ROOT, 0xffff_8000_0020_0000L, 1, 0x60_0000L | BLOCK);
        AddressSpace memory = open(format);
        assertThat(memory.translate(0xffff_0000_3fff_f123L)).isEqualTo(OptionalLong.of(0x7fff_f123L));
        assertThat(memory.translate(0xffff_8000_003f_f123L)).isEqualTo(OptionalLong.of(0x7f_f123L));
    }

    @Test
    void addressesOf52BitsAreCollectedFromBothPartsOfAnEntry() {
        // LPA2: bits 51:50 lie in 9:8. LPA: bits 51:48 lie in 15:12.
        assertThat(new TableFormat(12, 52).address(0x0002_0000_4000_0300L | PAGE))
                .isEqualTo(0x000e_0000_4000_0000L);
        assertThat(new TableFormat(16, 52).address(0x4001_0000L | 0xf000 | PAGE))
                .isEqualTo(0x000f_0000_4001_0000L);
        assertThat(new TableFormat(12, 48).address(0x0040_0000_4000_0f00L | PAGE))
                .isEqualTo(0x4000_0000L);
    }

    @Test
    void pagesWithoutAccessAreMapped() throws IOException {
        TableFormat format = new TableFormat(12, 48);
        long access = RDONLY | UXN | PXN | 1 << 10 | NG;
        map(format, USER_ROOT, 0x1000, 0, 0x40_0000L | access | 1L << 58 | 2);
        map(format, USER_ROOT, 0x2000, 0, 0x40_0000L | access | 2);
        // A swap entry: bits 1:0 are clear, type and offset above.
        map(format, USER_ROOT, 0x3000, 0, 0xf_fff8 << 8);
        map(format, USER_ROOT, 0x20_0000, 1, 0x40_0000L | access | 1L << 59);
        map(format, USER_ROOT, 0x40_0000, 1, 0x40_0000L | access);
        map(format, USER_ROOT, 0x60_0000, 1, 0xf_fff8 << 8);
        AddressSpace memory = open(format).withRoot(USER_ROOT);
        assertThat(memory.translate(0x1000)).isEqualTo(OptionalLong.of(0x40_0000));
        assertThat(memory.translate(0x2000)).isEqualTo(OptionalLong.of(0x40_0000));
        assertThat(memory.translate(0x3000)).isEmpty();
        assertThat(memory.translate(0x20_1000)).isEqualTo(OptionalLong.of(0x40_1000));
        assertThat(memory.translate(0x40_1000)).isEqualTo(OptionalLong.of(0x40_1000));
        assertThat(memory.translate(0x60_1000)).isEmpty();
    }

    @Test
    void eachHalfHasItsOwnTables() throws IOException {
        TableFormat format = new TableFormat(12, 48);
        map(format, ROOT, 0xffff_0000_0000_1000L, 0, 0x40_0000L | PAGE);
        map(format, USER_ROOT, 0x1000, 0, 0x50_0000L | PAGE);
        AddressSpace kernel = open(format);
        AddressSpace process = kernel.withRoot(USER_ROOT);
        assertThat(kernel.translate(0x1000)).isEmpty();
        assertThat(process.translate(0x1000)).isEqualTo(OptionalLong.of(0x50_0000));
        assertThat(process.translate(0xffff_0000_0000_1000L)).isEqualTo(OptionalLong.of(0x40_0000));
        assertThat(kernel.withRoot(ROOT).translate(0x1000)).isEmpty();
        assertThat(kernel.withRoot(0).translate(0x1000)).isEmpty();
    }

    @Test
    void tagsAreIgnoredAndOtherBitsAreNot() throws IOException {
        TableFormat format = new TableFormat(12, 48);
        map(format, ROOT, 0xffff_0000_0000_1000L, 0, 0x40_0000L | PAGE);
        map(format, USER_ROOT, 0x1000, 0, 0x50_0000L | PAGE);
        AddressSpace memory = open(format).withRoot(USER_ROOT);
        assertThat(memory.translate(0x5a00_0000_0000_1000L)).isEqualTo(OptionalLong.of(0x50_0000));
        assertThat(memory.translate(0xf3ff_0000_0000_1000L)).isEqualTo(OptionalLong.of(0x40_0000));
        assertThat(memory.translate(0x0001_0000_0000_1000L)).isEmpty();
        assertThatThrownBy(() -> memory.readPointer(0xfffe_0000_0000_1000L))
                .isInstanceOf(UnreadableMemoryException.class)
                .hasMessageContaining("no address of 48-bit paging");
        assertThat(format.canonical(0x52df_af2e_7c3d_d978L & ~(1L << 55))).isEqualTo(0x0000_af2e_7c3d_d978L);
        assertThat(format.canonical(0x52df_af2e_7c3d_d978L | 1L << 55)).isEqualTo(0xffff_af2e_7c3d_d978L);
    }

    @Test
    void constantsAreNeitherWrittenNorExecuted() throws IOException {
        TableFormat format = new TableFormat(12, 48);
        map(format, ROOT, 0xffff_8000_0000_1000L, 0, 0x40_0000L | PAGE | RDONLY | PXN | UXN);
        map(format, ROOT, 0xffff_8000_0000_2000L, 0, 0x40_1000L | PAGE | RDONLY | UXN);
        map(format, ROOT, 0xffff_8000_0000_3000L, 0, 0x40_2000L | PAGE | PXN | UXN);
        AddressSpace memory = open(format);
        assertThat(memory.isConstant(0xffff_8000_0000_1000L)).isTrue();
        assertThat(memory.isConstant(0xffff_8000_0000_2000L)).isFalse();
        assertThat(memory.isConstant(0xffff_8000_0000_3000L)).isFalse();
        assertThat(memory.isConstant(0xffff_8000_0000_4000L)).isFalse();
    }

    @Test
    void tablesThatLeadToThemselvesEnd() throws IOException {
        TableFormat format = new TableFormat(12, 48);
        for (int i = 0; i < 512; i++) {
            ram.putLong(ROOT + i * Long.BYTES, ROOT | TABLE);
        }
        AddressSpace memory = open(format);
        assertThat(((PagedMemory) memory).<List<Long>>search(frames -> MappedAddresses.of(frames, format, ROOT, 0x123)))
                .isEmpty();
    }
}
