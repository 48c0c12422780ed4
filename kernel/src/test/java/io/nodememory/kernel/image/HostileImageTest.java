package io.nodememory.kernel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.ImageWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged and hostile images: each gives memory or an error of one sentence, in bounded time and memory. */
class HostileImageTest {
    @TempDir
    Path folder;

    enum Sample {
        LIME,
        AVML,
        ELF,
        KDUMP;

        byte[] bytes(Path folder) throws IOException {
            return switch (this) {
                case LIME, AVML -> records(folder);
                case ELF ->
                    ElfBuilder.core()
                            .load(0x1000, text(0x3000))
                            .load(0x8000, text(0x1000))
                            .build();
                case KDUMP ->
                    KdumpBuilder.dump(16)
                            .page(1, text(0x1000))
                            .page(5, text(0x1000))
                            .build();
            };
        }

        private byte[] records(Path folder) throws IOException {
            Path file = folder.resolve("sample." + this);
            Files.deleteIfExists(file);
            try (ImageWriter writer = new ImageWriter(file, ImageOutputFormat.valueOf(name()))) {
                writer.write(0x1000, text(0x3000), 0, 0x3000);
                writer.write(0x8000, text(0x1000), 0, 0x1000);
                writer.finish();
            }
            return Files.readAllBytes(file);
        }
    }

    private static byte[] text(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + i * 7 % 26 + (i >> 8));
        }
        return bytes;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("image"), bytes);
    }

    private void assertRefused(byte[] bytes, String... words) throws IOException {
        Path file = file(bytes);
        assertThatThrownBy(() -> MemoryImages.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(words);
    }

    /** Opens an image and reads all memory that it claims to hold; any other exception than the two expected kinds is a failure. */
    private void use(byte[] bytes) throws IOException {
        Path file = file(bytes);
        assertTimeoutPreemptively(Waiting.LIMIT, () -> {
            try (MemoryImage image = MemoryImages.open(file)) {
                byte[] page = new byte[MemoryImage.PAGE_SIZE];
                int pages = 0;
                for (PhysicalRange range : image.ranges()) {
                    for (long at = range.start(); at < range.end() && pages < 10_000; at += page.length, pages++) {
                        try {
                            image.read(at, page, 0, (int) Math.min(page.length, range.end() - at));
                        } catch (UnreadableMemoryException e) {
                            assertThat(e).hasMessageContaining("0x").hasMessageNotContaining("\n");
                        }
                    }
                }
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining(file.toString()).hasMessageNotContaining("\n");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void readsItsSample(Sample sample) throws IOException {
        try (MemoryImage image = MemoryImages.open(file(sample.bytes(folder)))) {
            byte[] page = new byte[0x1000];
            image.read(0x1000, page, 0, page.length);
            assertThat(page).isEqualTo(text(0x1000));
            assertThat(image.warnings()).isEmpty();
            assertThatThrownBy(() -> image.read(0x20000, page, 0, 1))
                    .isInstanceOf(UnreadableMemoryException.class)
                    .hasMessageContaining("0x20000");
        }
    }

    @ParameterizedTest
    @EnumSource
    void putsUpWithEveryTruncation(Sample sample) throws IOException {
        byte[] bytes = sample.bytes(folder);
        for (int length = 0; length < bytes.length; length += length < 300 || bytes.length - length < 300 ? 1 : 97) {
            use(Arrays.copyOf(bytes, length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void putsUpWithFlippedBits(Sample sample) throws IOException {
        byte[] bytes = sample.bytes(folder);
        Random random = new Random(42);
        for (int i = 0; i < 600; i++) {
            byte[] damaged = bytes.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int at = random.nextInt(i % 2 == 0 ? Math.min(600, bytes.length) : bytes.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
            use(damaged);
        }
    }

    @Test
    void refusesWhatIsNoImageAndSaysWhy() throws IOException {
        assertRefused(new byte[0], "is empty");
        assertRefused("hello".getBytes(StandardCharsets.UTF_8), "begins with 68 65 6c 6c 6f", "LiME, AVML, ELF core");
        assertRefused(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "gzip", "unpack it first");
        assertRefused("{\"metadata\":1}".getBytes(StandardCharsets.UTF_8), "--symbols");
        assertRefused(ElfBuilder.core().type(2).build(), "not a core", "--symbols");
        assertRefused(
                ElfBuilder.core().machine(40).load(0, new byte[4096]).build(),
                "machine 40",
                "x86_64 (62), aarch64 (183)");
        byte[] noise = new byte[(1 << 20) + 17];
        new Random(1).nextBytes(noise);
        assertRefused(noise, "no known memory image");
        assertThatThrownBy(() -> MemoryImages.open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> MemoryImages.open(folder.resolve("none")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void takesWhatNoOneKnowsForRawIfItCanBe() throws IOException {
        byte[] bytes = text(1 << 20);
        try (MemoryImage image = MemoryImages.open(file(bytes))) {
            assertThat(image.format()).startsWith("raw");
            assertThat(image.ranges()).containsExactly(new PhysicalRange(0, 1 << 20));
        }
    }

    private static byte[] limeHeader(long start, long lastByte) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(RecordHeader.LIME)
                .putInt(1)
                .putLong(start)
                .putLong(lastByte)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    @Test
    void refusesAddressesThatCannotBe() throws IOException {
        assertRefused(join(limeHeader(0x2000, 0x1000), new byte[0x1000]), "cannot be memory");
        assertRefused(join(limeHeader(-0x1000, -1), new byte[0x1000]), "cannot be memory");
        assertRefused(join(limeHeader(1L << 52, (1L << 52) + 0xfff), new byte[0x1000]), "cannot be memory");
        byte[] record = join(limeHeader(0x1000, 0x1fff), text(0x1000));
        assertRefused(join(record, record), "0x1000 twice");
    }

    @Test
    void usesATruncatedImageAsFarAsItGoesAndSaysSo() throws IOException {
        byte[] whole = Sample.AVML.bytes(folder);
        byte[] second = Arrays.copyOf(whole, whole.length - 20);
        try (MemoryImage image = MemoryImages.open(file(second))) {
            assertThat(image.ranges()).containsExactly(new PhysicalRange(0x1000, 0x4000));
            assertThat(image.omitsZeroBlocks()).isFalse();
            assertThat(image.warnings()).singleElement().asString().contains("was cut short", "0x8000-0x8fff");
        }
        byte[] lime = join(limeHeader(0x1000, 0x4fff), text(0x2345));
        try (MemoryImage image = MemoryImages.open(file(lime))) {
            assertThat(image.ranges()).containsExactly(new PhysicalRange(0x1000, 0x3345));
            assertThat(image.warnings()).singleElement().asString().contains("first 9029 bytes");
        }
    }

    @Test
    void takesHeadersWithoutDataForBlocksOfZeros() throws IOException {
        // Such as AVML 0.17 wrote them, compressed and uncompressed.
        byte[] whole = Sample.AVML.bytes(folder);
        byte[] empty = limeHeader(0x100_0000, 0x1ff_ffff);
        byte[] compressedEmpty = empty.clone();
        ByteBuffer.wrap(compressedEmpty)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(RecordHeader.AVML)
                .putInt(2);
        byte[] last = join(limeHeader(0x200_0000, 0x200_0fff), text(0x1000));
        for (byte[] bytes : new byte[][] {join(compressedEmpty, whole), join(empty, last)}) {
            try (MemoryImage image = MemoryImages.open(file(bytes))) {
                byte[] page = new byte[0x1000];
                Arrays.fill(page, (byte) 1);
                image.read(0x123_4000, page, 0, page.length);
                assertThat(page).containsOnly(0);
                assertThat(image.warnings()).isEmpty();
            }
        }
    }

    @Test
    void findsADamagedChunkWhenItIsRead() throws IOException {
        byte[] bytes = Sample.AVML.bytes(folder);
        bytes[RecordHeader.SIZE + 60] ^= 0x10;
        try (MemoryImage image = MemoryImages.open(file(bytes))) {
            byte[] page = new byte[0x1000];
            assertThatThrownBy(() -> image.read(0x2000, page, 0, page.length))
                    .isInstanceOf(UnreadableMemoryException.class)
                    .hasMessageContaining("chunk at offset");
            image.read(0x8000, page, 0, page.length);
            assertThat(page).isEqualTo(text(0x1000));
        }
    }

    @Test
    void endsQuicklyOnAFileOfNothingButHeaders() throws IOException {
        ByteBuffer headers = ByteBuffer.allocate(32 * 500_000).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; headers.hasRemaining(); i++) {
            headers.putInt(RecordHeader.AVML)
                    .putInt(2)
                    .putLong(i * 4096L)
                    .putLong(i * 4096L + 4095)
                    .putLong(0);
        }
        use(headers.array());
    }

    @Test
    void survivesAnInterruptedReader() throws IOException {
        try (MemoryImage image = MemoryImages.open(file(Sample.LIME.bytes(folder)))) {
            byte[] page = new byte[0x1000];
            Thread.currentThread().interrupt();
            image.read(0x1000, page, 0, page.length);
            assertThat(Thread.interrupted()).isTrue();
            image.read(0x8000, page, 0, page.length);
            assertThat(page).isEqualTo(text(0x1000));
        }
    }
}
