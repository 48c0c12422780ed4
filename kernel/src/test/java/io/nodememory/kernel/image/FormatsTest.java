package io.nodememory.kernel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.UnreadableMemoryException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in every format that is read, written by hand or by the writers. */
class FormatsTest {
    @TempDir
    Path folder;

    private MemoryImage open(byte[] bytes) throws IOException {
        return MemoryImages.open(Files.write(folder.resolve("image"), bytes));
    }

    private static byte[] page(int fill) {
        byte[] bytes = new byte[MemoryImage.PAGE_SIZE];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    private static int at(MemoryImage image, long physical) {
        byte[] one = new byte[1];
        image.read(physical, one, 0, 1);
        return one[0];
    }

    @Test
    void readsElfCoresLikeKcore() throws IOException {
        byte[] core = ElfBuilder.core()
                .note("CORE", "x")
                .note("VMCOREINFO", "OSRELEASE=6.1\nPAGESIZE=4096\n\0\0")
                .load(-1, page(9))
                .load(0x10_0000_0000L, page(2))
                .load(0x2000, page(1))
                .load(0x2800, page(3))
                .build();
        try (MemoryImage image = open(core)) {
            assertThat(image.vmcoreinfo()).contains("OSRELEASE=6.1\nPAGESIZE=4096\n");
            assertThat(image.ranges())
                    .containsExactly(
                            new PhysicalRange(0x2000, 0x3800), new PhysicalRange(0x10_0000_0000L, 0x10_0000_1000L));
            assertThat(at(image, 0x2fff)).isEqualTo(1);
            assertThat(at(image, 0x3000)).isEqualTo(3);
            assertThat(at(image, 0x10_0000_0fffL)).isEqualTo(2);
        }
    }

    @Test
    void findsTheCountOfManySegmentsInTheFirstSection() throws IOException {
        try (MemoryImage image =
                open(ElfBuilder.core().countInSection().load(0x5000, page(5)).build())) {
            assertThat(at(image, 0x5000)).isEqualTo(5);
        }
    }

    @Test
    void readsKdumpsFlattenedOrNot() throws IOException {
        KdumpBuilder kdump =
                KdumpBuilder.dump(100).page(0, page(1)).page(64, page(2)).page(99, page(3));
        for (byte[] bytes : new byte[][] {kdump.build(), kdump.flattened()}) {
            try (MemoryImage image = open(bytes)) {
                assertThat(image.format()).startsWith("kdump");
                assertThat(image.ranges()).hasSize(3).contains(new PhysicalRange(0x40000, 0x41000));
                assertThat(at(image, 0x40fff)).isEqualTo(2);
                assertThat(at(image, 0x63000)).isEqualTo(3);
                assertThat(image.partial()).isFalse();
                assertThatThrownBy(() -> at(image, 0x1000)).isInstanceOf(UnreadableMemoryException.class);
            }
        }
    }

    @Test
    void knowsWhatAFilteredKdumpLeftOut() throws IOException {
        try (MemoryImage zeros =
                open(KdumpBuilder.dump(10).page(4, page(1)).level(1).build())) {
            assertThat(at(zeros, 0x1000)).isZero();
            assertThat(zeros.ranges()).containsExactly(new PhysicalRange(0, 10 * 4096));
        }
        try (MemoryImage filtered =
                open(KdumpBuilder.dump(10).page(4, page(1)).level(31).build())) {
            assertThat(filtered.partial()).isTrue();
            assertThatThrownBy(() -> at(filtered, 0x1000)).isInstanceOf(UnreadableMemoryException.class);
        }
    }

    @Test
    void readsFarBeyondFourGigabytes() throws IOException {
        Path file = folder.resolve("sparse.raw");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(64L << 30);
            sparse.seek((64L << 30) - 1);
            sparse.write(42);
        }
        try (MemoryImage image = MemoryImages.open(file)) {
            assertThat(at(image, (64L << 30) - 1)).isEqualTo(42);
            assertThat(at(image, 5L << 30)).isZero();
        }
    }

    @Test
    void fillsOnlyGapsThatAvmlCanHaveMade() {
        long block = 16L << 20;
        PhysicalRange low = new PhysicalRange(0x1000, 0x9f000);
        PhysicalRange ram = new PhysicalRange(0x10_0000, 0x10_0000 + 10 * block + 0x3000);
        long base = ram.start();
        MemoryImage image = new HoledImage(
                low,
                // Block 1 is missing, blocks 3 and 4 and the last bit are missing: zeros.
                new PhysicalRange(base, base + block),
                new PhysicalRange(base + 2 * block, base + 3 * block),
                // The file ends inside a block: the memory after it is lost, not zero.
                new PhysicalRange(base + 5 * block, base + 5 * block + 0x8000),
                new PhysicalRange(base + 7 * block, base + 10 * block));
        MemoryImage filled = new ZeroFilledImage(image, java.util.List.of(low, ram));
        assertThat(filled.ranges())
                .containsExactly(
                        low,
                        new PhysicalRange(base, base + 5 * block + 0x8000),
                        new PhysicalRange(base + 7 * block, ram.end()));
        assertThat(at(filled, base + block)).isZero();
        assertThat(at(filled, base + 3 * block - 1)).isEqualTo(1);
        byte[] across = new byte[2];
        filled.read(base + block - 1, across, 0, 2);
        assertThat(across).containsExactly(1, 0);
        assertThatThrownBy(() -> at(filled, base + 6 * block)).isInstanceOf(UnreadableMemoryException.class);
        assertThatThrownBy(() -> at(filled, 0xa0000)).isInstanceOf(UnreadableMemoryException.class);
        assertThatThrownBy(() -> at(filled, ram.end())).isInstanceOf(UnreadableMemoryException.class);
    }

    /** An image whose memory is all ones. */
    private record HoledImage(java.util.List<PhysicalRange> ranges) implements MemoryImage {
        HoledImage(PhysicalRange... ranges) {
            this(java.util.List.of(ranges));
        }

        @Override
        public String format() {
            return "ones";
        }

        @Override
        public void read(long physical, byte[] target, int offset, int length) {
            if (ranges.stream().noneMatch(r -> r.contains(physical) && r.contains(physical + length - 1))) {
                throw new UnreadableMemoryException(physical, "not held");
            }
            Arrays.fill(target, offset, offset + length, (byte) 1);
        }

        @Override
        public void close() {}
    }
}
