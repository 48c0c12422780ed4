package io.nodememory.kernel.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class X86PageTablesTest {
    private static final int ROOT = 0x1000;
    private static final long PRESENT = 1;
    private static final long LARGE = 1 << 7;
    private static final long PROT_NONE = 1 << 8;

    @TempDir
    Path folder;

    private final ByteBuffer ram = ByteBuffer.allocate(8 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private int nextTable = 0x2000;
    private MemoryImage image;

    private AddressSpace open(int levels) throws IOException {
        image = MemoryImages.open(Files.write(folder.resolve("ram.raw"), ram.array()));
        return X86.memory(image, levels, ROOT | 0x18);
    }

    @AfterEach
    void close() {
        if (image != null) {
            image.close();
        }
    }

    /** Writes the entry for an address into the table of a level (1 = pages of 4 KiB), making the tables above. */
    private void map(int levels, long virtual, int level, long entry) {
        int table = ROOT;
        for (int l = levels; l > level; l--) {
            int slot = table + index(virtual, l);
            if (ram.getLong(slot) == 0) {
                ram.putLong(slot, nextTable | PRESENT);
                nextTable += 0x1000;
            }
            table = (int) (ram.getLong(slot) & ~0xfff);
        }
        ram.putLong(table + index(virtual, level), entry);
    }

    private static int index(long virtual, int level) {
        return (int) (virtual >>> (12 + 9 * (level - 1)) & 0x1ff) * Long.BYTES;
    }

    @Test
    void walksFourAndFiveLevels() throws IOException {
        ram.putLong(0x40_0123, 0x1122334455667788L);
        map(4, 0xffff_8880_0000_1000L, 1, 0x40_0000 | PRESENT);
        AddressSpace four = open(4);
        assertThat(four.readPointer(0xffff_8880_0000_1123L)).isEqualTo(0x1122334455667788L);
        assertThat(four.readNumber(0xffff_8880_0000_1123L, 1)).isEqualTo(0x88);
        assertThat(four.readNumber(0xffff_8880_0000_1123L, 2)).isEqualTo(0x7788);
        assertThat(four.readNumber(0xffff_8880_0000_1123L, 4)).isEqualTo(0x55667788L);
        assertThat(four.translate(0xffff_8880_0000_1123L)).hasValue(0x40_0123);
        close();
        map(5, 0xff11_0000_0000_1000L, 1, 0x40_0000 | PRESENT);
        assertThat(open(5).readPointer(0xff11_0000_0000_1123L)).isEqualTo(0x1122334455667788L);
    }

    @Test
    void refusesAddressesThatAreNotCanonical() throws IOException {
        assertThatThrownBy(() -> open(4).readNumber(0x0000_8000_0000_0000L, 8))
                .isInstanceOf(UnreadableMemoryException.class)
                .hasMessageContaining("0x0000800000000000 is no canonical address of 4-level paging");
        close();
        assertThatThrownBy(() -> open(5).readNumber(0x0000_8000_0000_0000L, 8)).hasMessageContaining("is not mapped");
    }

    @Test
    void readsLargePages() throws IOException {
        ram.put(0x60_0005, (byte) 77);
        map(4, 0x20_0000, 2, 0x60_0000 | PRESENT | LARGE | 1 << 12);
        map(4, 0x40_0000, 2, 0x60_2000 | PRESENT | LARGE);
        map(4, 1L << 30, 3, PRESENT | LARGE);
        AddressSpace space = open(4);
        assertThat(space.readNumber(0x20_0005, 1)).isEqualTo(77);
        assertThat(space.readNumber((1L << 30) + 0x60_0005, 1)).isEqualTo(77);
        assertThatThrownBy(() -> space.readNumber(0x40_0005, 1)).hasMessageContaining("reserved bits");
    }

    @Test
    void readsPagesWithoutAccessWhoseFrameNumberIsInverted() throws IOException {
        long frames = 0x000f_ffff_ffff_f000L;
        ram.put(0x40_0000, (byte) 5).put(0x60_0000, (byte) 6);
        map(4, 0x1000, 1, (~0x40_0000L & frames) | PROT_NONE);
        map(4, 0x20_0000, 2, (~0x60_0000L & frames & -0x20_0000L) | PROT_NONE | LARGE);
        // A swap entry: neither bit is set.
        map(4, 0x3000, 1, 0x40_0000 | 0x60);
        AddressSpace space = open(4);
        assertThat(space.readNumber(0x1000, 1)).isEqualTo(5);
        assertThat(space.readNumber(0x20_0000, 1)).isEqualTo(6);
        assertThat(space.translate(0x3000)).isEmpty();
    }

    @Test
    void readsAcrossPagesUntilAGap() throws IOException {
        byte[] hello = "hello world\0".getBytes(StandardCharsets.US_ASCII);
        ram.position(0x40_0ffb).put(hello, 0, 5).position(0x50_0000).put(hello, 5, hello.length - 5);
        map(4, 0x1000, 1, 0x40_0000 | PRESENT);
        map(4, 0x2000, 1, 0x50_0000 | PRESENT);
        map(4, 0x4000, 1, 0x7000_0000 | PRESENT);
        AddressSpace space = open(4);
        assertThat(space.readCString(0x1ffb, 100)).asString().isEqualTo("hello world");
        assertThat(space.readCString(0x1ffb, 7)).asString().isEqualTo("hello w");
        assertThat(space.readNumber(0x1ffe, 4)).isEqualTo(('l' | 'o' << 8 | ' ' << 16 | 'w' << 24) & 0xffff_ffffL);
        byte[] bytes = new byte[0x3000];
        assertThat(space.readUpTo(0x1ffb, bytes, 0, bytes.length)).isEqualTo(0x1005);
        assertThatThrownBy(() -> space.read(0x1ffb, bytes, 0, bytes.length))
                .isInstanceOfSatisfying(
                        UnreadableMemoryException.class,
                        e -> assertThat(e.address()).isEqualTo(0x3000));
        assertThatThrownBy(() -> space.readNumber(0x4010, 8))
                .hasMessageContaining("0x0000000000004010")
                .hasMessageContaining("0x70000010");
    }

    @Test
    void keepsSpacesOfDifferentRootsApart() throws IOException {
        map(4, 0x1000, 1, 0x40_0000 | PRESENT);
        ram.put(0x40_0000, (byte) 1);
        AddressSpace space = open(4);
        assertThat(space.readNumber(0x1000, 1)).isEqualTo(1);
        assertThatThrownBy(() -> space.withRoot(0x70_0000).readNumber(0x1000, 1))
                .hasMessageContaining("is not mapped");
        assertThat(space.withRoot(ROOT).readNumber(0x1000, 1)).isEqualTo(1);
    }

    @Test
    void endsOnTablesThatPointToThemselves() throws IOException {
        for (int i = 0; i < 512; i++) {
            ram.putLong(ROOT + i * 8, ROOT | PRESENT);
        }
        assertThat(open(4).translate(0x1234_5678_9abcL & 0x7fff_ffff_ffffL)).hasValue(ROOT | 0xabc);
    }
}
