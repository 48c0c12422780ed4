package io.nodememory.kernel.image.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are removed beside a new image. A test of the packed command shows that files of another process stay. */
class UnfinishedFilesTest {
    private static final String UUID = "2a264d8b-70d1-4919-97a8-e377673c7692";

    @TempDir
    Path folder;

    private Path old(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "unfinished");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        return file;
    }

    @Test
    void onlyWhatNobodyWritesAnyMoreIsRemoved() throws IOException {
        Path left = old(".full.avml." + UUID + ".part");
        Path ofAnotherImage = old(".other.lime." + UUID + ".part");
        Path foreign = old(".full.avml.part");
        Path visible = old("full.avml." + UUID + ".part");
        Path young = Files.writeString(folder.resolve(".young.avml." + UUID + ".part"), "just made");
        Path folderOfThatName = Files.createDirectory(folder.resolve(".folder." + UUID + ".part"));
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve(".link." + UUID + ".part"), target);
        Path image = folder.resolve("image.lime");
        try (ImageOutput first = new ImageOutput(folder.resolve("first.lime"));
                ImageOutput second = new ImageOutput(image)) {
            assertThat(left).doesNotExist();
            assertThat(ofAnotherImage).doesNotExist();
            second.write(new byte[] {1}, 0, 1);
            second.finish();
            first.write(new byte[] {1}, 0, 1);
            first.finish();
        }
        for (Path stays : new Path[] {foreign, visible, young, folderOfThatName, target, image}) {
            assertThat(stays).exists();
        }
        assertThat(link).isSymbolicLink();
    }
}
