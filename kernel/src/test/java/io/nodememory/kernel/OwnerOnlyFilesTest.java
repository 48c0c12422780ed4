package io.nodememory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyFilesTest {
    @TempDir
    Path folder;

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void createsFilesForTheirOwnerAlone() throws IOException {
        Path file = OwnerOnlyFiles.create(folder.resolve("file"));
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThatThrownBy(() -> OwnerOnlyFiles.create(file)).isInstanceOf(FileAlreadyExistsException.class);
        Path other = folder.resolve("other");
        try (FileChannel channel =
                OwnerOnlyFiles.open(other, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            assertThat(channel.size()).isZero();
        }
        assertThat(permissions(other)).isEqualTo("rw-------");
    }

    @Test
    void createsMissingFoldersForTheirOwnerAlone() throws IOException {
        String before = permissions(folder);
        Path inner = folder.resolve("outer/inner");
        OwnerOnlyFiles.createFolders(inner);
        OwnerOnlyFiles.createFolders(inner);
        assertThat(permissions(inner)).isEqualTo("rwx------");
        assertThat(permissions(inner.getParent())).isEqualTo("rwx------");
        assertThat(permissions(folder)).isEqualTo(before);
    }

    @Test
    void followsALinkToAFolder() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        OwnerOnlyFiles.createFolders(link.resolve("inner"));
        assertThat(folder.resolve("real/inner")).isDirectory();
    }

    @Test
    void namesTheFileThatIsInTheWayOfAFolder() throws IOException {
        Path file = OwnerOnlyFiles.create(folder.resolve("file"));
        assertThatThrownBy(() -> OwnerOnlyFiles.createFolders(file.resolve("inner")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(file.toString());
    }

    /** The example of FIPS 180-2, appendix B.1. */
    @Test
    void sha256IsThatOfTheStandard() {
        assertThat(Sha256.of("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
