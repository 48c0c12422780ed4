package io.nodememory.kernel.image.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.AvmlFormat;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordHeader;
import io.nodememory.kernel.image.RecordingImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversions between the formats, which keep memory and blocks. */
class ConversionTest {
    private static final int BLOCK = 16 << 20;

    @TempDir
    Path folder;

    /** Two blocks and a part of a third one: noise, zeros, text. */
    private byte[] memory() {
        byte[] memory = new byte[2 * BLOCK + 0x5000];
        Random random = new Random(7);
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, memory, 0x3000, noise.length);
        Arrays.fill(memory, 2 * BLOCK, memory.length, (byte) 'x');
        return memory;
    }

    private Path raw() throws IOException {
        return Files.write(folder.resolve("memory.raw"), memory());
    }

    private static byte[] all(MemoryImage image) {
        PhysicalRange last = image.ranges().get(image.ranges().size() - 1);
        byte[] bytes = new byte[(int) last.end()];
        for (PhysicalRange range : image.ranges()) {
            image.read(range.start(), bytes, (int) range.start(), (int) range.size());
        }
        return bytes;
    }

    private Path convert(Path source, ImageOutputFormat format, String name) {
        Path target = folder.resolve(name);
        assertThat(ImageConverter.convert(source, target, format, false, (done, total) -> {})
                        .sha256())
                .isNull();
        Path hashed = folder.resolve(name + ".hashed");
        ImageConverter.convert(source, hashed, format, true, (done, total) -> {});
        assertThat(hashed).hasSameBinaryContentAs(target);
        return target;
    }

    @Test
    void roundTripsThroughAllFormatsAndLeavesOutTheBlockOfZeros() throws Exception {
        Path raw = raw();
        Path lime = convert(raw, ImageOutputFormat.LIME, "a.lime");
        Path avml = convert(lime, ImageOutputFormat.AVML, "a.avml");
        try (MemoryImage image = MemoryImages.open(avml)) {
            assertThat(image.format()).isEqualTo("AVML v2 (Snappy)");
            assertThat(image.omitsZeroBlocks()).isTrue();
            assertThat(image.ranges())
                    .containsExactly(new PhysicalRange(0, BLOCK), new PhysicalRange(2L * BLOCK, 2L * BLOCK + 0x5000));
            assertThat(all(image)).isEqualTo(memory());
        }
        assertThat(Files.size(lime)).isEqualTo(BLOCK + 0x5000 + 2 * 32);
        assertThat(convert(avml, ImageOutputFormat.LIME, "b.lime")).hasSameBinaryContentAs(lime);
        assertThat(convert(avml, ImageOutputFormat.RAW, "b.raw")).hasSameBinaryContentAs(raw);
    }

    @Test
    void keepsAvmlsShortPages() throws Exception {
        Path lime = folder.resolve("short.lime");
        try (ImageWriter writer = new ImageWriter(lime, ImageOutputFormat.LIME)) {
            writer.write(0x1000, filled(0x1fff), 0, 0x1fff);
            writer.finish();
        }
        Path avml = convert(lime, ImageOutputFormat.AVML, "short.avml");
        try (MemoryImage image = MemoryImages.open(avml)) {
            assertThat(image.ranges()).containsExactly(new PhysicalRange(0x1000, 0x3000));
            assertThat(image.blocks()).containsExactly(new PhysicalRange(0x1000, 0x2fff));
            byte[] end = new byte[2];
            image.read(0x2ffe, end, 0, 2);
            assertThat(end).containsExactly(7, 0);
        }
        assertThat(convert(avml, ImageOutputFormat.LIME, "again.lime")).hasSameBinaryContentAs(lime);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    @Test
    void writesForTheOwnerAloneAndSaysWhatItWrote() throws Exception {
        Path target = folder.resolve("own.avml");
        ImageWriter.Written written =
                ImageConverter.convert(raw(), target, ImageOutputFormat.AVML, true, (done, total) -> {});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(target));
        assertThat(written.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
        assertThat(written.size()).isEqualTo(Files.size(target));
        assertThat(written.memory()).isEqualTo(memory().length);
    }

    @Test
    void overwritesNothingAndLeavesNothingBehind() throws Exception {
        Path source = raw();
        Path target = Files.writeString(folder.resolve("kept.lime"), "evidence");
        assertThatThrownBy(
                        () -> ImageConverter.convert(source, target, ImageOutputFormat.LIME, true, (done, total) -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("exists already");
        Path avml = folder.resolve("damaged.avml");
        ImageConverter.convert(source, avml, ImageOutputFormat.AVML, false, (done, total) -> {});
        byte[] whole = Files.readAllBytes(avml);
        int firstChecksum = RecordHeader.SIZE + 10 + AvmlFormat.CHUNK_HEADER;
        int insideTheFirstBlock = firstChecksum + 70_000;
        for (int place : new int[] {firstChecksum, insideTheFirstBlock}) {
            byte[] bytes = whole.clone();
            bytes[place] ^= 1;
            Files.write(avml, bytes);
            for (ImageOutputFormat format : ImageOutputFormat.values()) {
                for (boolean hashed : new boolean[] {false, true}) {
                    Path never = folder.resolve("never");
                    assertThatThrownBy(() -> ImageConverter.convert(avml, never, format, hashed, (done, total) -> {}))
                            .isInstanceOf(BadInputException.class)
                            .hasMessageContaining("checksum");
                }
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("memory.raw", "kept.lime", "damaged.avml");
        }
    }

    @Test
    void zerosThatWereNotWrittenReadAsZerosToTheEnd() throws Exception {
        byte[] memory = new byte[2 * BLOCK];
        memory[0x5000] = 1;
        memory[BLOCK + 0x5000] = 1;
        Path raw = Files.write(folder.resolve("sparse.raw"), memory);
        Path lime = convert(raw, ImageOutputFormat.LIME, "sparse.lime");
        Path again = convert(lime, ImageOutputFormat.RAW, "sparse.again");
        assertThat(again).hasSameBinaryContentAs(raw);
        assertThat(Files.size(lime)).isEqualTo(2L * (BLOCK + RecordHeader.SIZE));
        Path avml = convert(lime, ImageOutputFormat.AVML, "sparse.avml");
        assertThat(convert(avml, ImageOutputFormat.LIME, "sparse2.lime")).hasSameBinaryContentAs(lime);
    }

    @Test
    void refusesMemoryOfNothingButZeros() throws Exception {
        Path zeros = Files.write(folder.resolve("zeros.raw"), new byte[BLOCK + 0x1000]);
        for (ImageOutputFormat format : ImageOutputFormat.values()) {
            for (boolean hashed : new boolean[] {false, true}) {
                Path never = folder.resolve("never");
                assertThatThrownBy(() -> ImageConverter.convert(zeros, never, format, hashed, (done, total) -> {}))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("nothing but zeros");
                assertThat(never).doesNotExist();
            }
        }
    }

    @Test
    void refusesARawFileThatWouldBeAllGaps() throws Exception {
        Path lime = folder.resolve("high.lime");
        try (ImageWriter writer = new ImageWriter(lime, ImageOutputFormat.LIME)) {
            writer.write(1L << 50, filled(0x1000), 0, 0x1000);
            writer.finish();
        }
        assertThatThrownBy(() -> convert(lime, ImageOutputFormat.RAW, "high.raw"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("choose lime or avml");
    }

    @Test
    void aSliceHoldsWhatWasReadAndItsGapsAreNoZeros() throws Exception {
        Path avml = convert(raw(), ImageOutputFormat.AVML, "whole.avml");
        List<PhysicalRange> ram = List.of(new PhysicalRange(0, memory().length));
        for (ImageOutputFormat format : List.of(ImageOutputFormat.AVML, ImageOutputFormat.LIME)) {
            Path slice = folder.resolve("slice." + format.id());
            try (RecordingImage image = new RecordingImage(MemoryImages.open(avml))) {
                image.zeroFilled(ram);
                byte[] bytes = new byte[0x2000];
                image.read(0x4800, bytes, 0, 16);
                image.read(BLOCK + 0x1000, bytes, 0, 8);
                image.peek(0, bytes, 0, bytes.length);
                assertThat(image.touched())
                        .containsExactly(
                                new PhysicalRange(0x4000, 0x5000), new PhysicalRange(BLOCK + 0x1000, BLOCK + 0x2000));
                SliceWriter.write(image, slice, format);
            }
            try (MemoryImage image = MemoryImages.open(slice)) {
                assertThat(image.format()).endsWith(", slice");
                assertThat(image.partial()).isTrue();
                assertThat(image.omitsZeroBlocks()).isFalse();
                MemoryImage filled = image.zeroFilled(ram);
                byte[] page = new byte[0x1000];
                filled.read(0x4000, page, 0, page.length);
                assertThat(page).isEqualTo(Arrays.copyOfRange(memory(), 0x4000, 0x5000));
                filled.read(BLOCK + 0x1000, page, 0, page.length);
                assertThat(page).containsOnly(0);
                assertThatThrownBy(() -> filled.read(BLOCK, page, 0, 1)).isInstanceOf(UnreadableMemoryException.class);
            }
        }
    }
}
