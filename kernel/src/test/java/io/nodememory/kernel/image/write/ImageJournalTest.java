package io.nodememory.kernel.image.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images whose writer ended early, and the writers that continue them. */
class ImageJournalTest {
    private static final int MEBI = 1 << 20;
    private static final int SIZE = 80 * MEBI;
    private static final int STEP = 4 * MEBI;
    private static final int START = 0x10_0000;

    @TempDir
    private Path folder;

    private final byte[] memory = new byte[SIZE];
    private Path image;
    private long bytesWritten;

    @BeforeEach
    void memory() {
        new Random(5).nextBytes(memory);
        // A block of zeros in the middle.
        Arrays.fill(memory, 32 * MEBI, 48 * MEBI, (byte) 0);
        image = folder.resolve("node.img");
    }

    private ImageWriter.Written inOneGo(ImageOutputFormat format) throws IOException {
        try (ImageWriter writer = new ImageWriter(folder.resolve("one.img"), format)) {
            write(writer, 0, SIZE);
            return writer.finish();
        }
    }

    private void write(ImageWriter writer, long from, int to) throws IOException {
        for (int at = (int) from; at < to; at += STEP) {
            int length = Math.min(STEP, to - at);
            writer.write(START + at, memory, at, length);
            bytesWritten += length;
        }
    }

    /** Continues an image from its journal up to an address; returns null if the image is not finished there. */
    private ImageWriter.Written goOn(ImageOutputFormat format, String identity, int to) throws IOException {
        try (ImageJournal journal = ImageJournal.open(image, identity);
                ImageWriter writer = new ImageWriter(image, format, journal)) {
            write(writer, Math.max(0, journal.end() - START), to);
            return to == SIZE ? writer.finish() : null;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIME", "AVML"})
    void anImageOfSeveralGoesIsThatOfOne(ImageOutputFormat format) throws IOException {
        ImageWriter.Written one = inOneGo(format);
        bytesWritten = 0;
        goOn(format, "boot-1", 40 * MEBI);
        goOn(format, "boot-1", 60 * MEBI);
        ImageWriter.Written several = goOn(format, "boot-1", SIZE);
        assertThat(several.sha256()).isEqualTo(one.sha256());
        assertThat(several.memory()).isEqualTo(one.memory()).isEqualTo(SIZE);
        assertThat(Files.mismatch(image, one.path())).isEqualTo(-1);
        // Whole blocks are not written again: each time at most the block that was begun.
        assertThat(bytesWritten).isLessThanOrEqualTo(SIZE + 2 * 16 * MEBI);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(image, one.path());
        }
    }

    @Test
    void blocksThatAreNotWhatTheyWereAreReadAgain() throws IOException {
        ImageWriter.Written one = inOneGo(ImageOutputFormat.LIME);
        goOn(ImageOutputFormat.LIME, "boot-1", 70 * MEBI);
        try (RandomAccessFile part =
                new RandomAccessFile(folder.resolve(".node.img.part").toFile(), "rw")) {
            part.seek(20 * MEBI);
            part.write(memory[0] + 1);
        }
        try (ImageJournal journal = ImageJournal.open(image, "boot-1")) {
            assertThat(journal.end()).isEqualTo(START + 16 * MEBI);
        }
        assertThat(goOn(ImageOutputFormat.LIME, "boot-1", SIZE).sha256()).isEqualTo(one.sha256());
    }

    @Test
    void whatIsCutShortIsReadAgain() throws IOException {
        ImageWriter.Written one = inOneGo(ImageOutputFormat.AVML);
        goOn(ImageOutputFormat.AVML, "boot-1", 70 * MEBI);
        Path journal = folder.resolve(".node.img.journal");
        Files.writeString(journal, "12ab", StandardOpenOption.APPEND);
        try (FileChannel part = FileChannel.open(folder.resolve(".node.img.part"), StandardOpenOption.WRITE)) {
            part.truncate(part.size() - 1);
        }
        assertThat(goOn(ImageOutputFormat.AVML, "boot-1", SIZE).sha256()).isEqualTo(one.sha256());
    }

    @Test
    void anotherBootsMemoryIsNotMixedIn() throws IOException {
        goOn(ImageOutputFormat.LIME, "boot-1", 40 * MEBI);
        try (ImageJournal journal = ImageJournal.open(image, "boot-2")) {
            assertThat(journal.end()).isZero();
            assertThat(journal.breaks()).isEmpty();
        }
        assertThat(Files.size(folder.resolve(".node.img.part"))).isZero();
    }

    @Test
    void pagesThatCouldNotBeReadAreRemembered() throws IOException {
        try (ImageJournal journal = ImageJournal.open(image, "boot-1");
                ImageWriter writer = new ImageWriter(image, ImageOutputFormat.LIME, journal)) {
            writer.write(START, memory, 0, STEP);
            journal.unreadable(START + STEP);
            writer.write(START + STEP + 4096, memory, STEP + 4096, STEP);
            writer.endRange();
            // The page lies after the last block, so the next writer reads it again.
            journal.unreadable(START + 2 * STEP + 4096);
        }
        try (ImageJournal journal = ImageJournal.open(image, "boot-1")) {
            assertThat(journal.end()).isEqualTo(START + 2 * STEP + 4096);
            assertThat(journal.unreadable()).containsExactly((long) START + STEP);
            assertThat(journal.breaks()).hasSize(1);
        }
    }

    @Test
    void twoDoNotWriteOneImage() throws IOException {
        try (ImageJournal journal = ImageJournal.open(image, "boot-1")) {
            assertThat(journal.end()).isZero();
            assertThatThrownBy(() -> ImageJournal.open(image, "boot-1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process is writing ");
        }
        ImageJournal.drop(image);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aJournalOfAnythingElseBeginsAnew() throws IOException {
        byte[] noise = new byte[10_000];
        new Random(7).nextBytes(noise);
        Files.write(folder.resolve(".node.img.journal"), noise);
        Files.write(folder.resolve(".node.img.part"), noise);
        ImageWriter.Written one = inOneGo(ImageOutputFormat.AVML);
        assertThat(goOn(ImageOutputFormat.AVML, "boot-1", SIZE).sha256()).isEqualTo(one.sha256());
    }
}
