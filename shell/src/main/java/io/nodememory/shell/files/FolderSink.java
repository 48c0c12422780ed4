package io.nodememory.shell.files;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;

/** A new or empty folder that only its owner can read; because it is empty, no link in it can lead elsewhere. */
final class FolderSink implements FileSink {
    private final Path folder;

    FolderSink(Path folder) throws IOException {
        this.folder = folder;
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isDirectory(folder)) {
                throw new BadInputException(
                        folder + " exists already: choose a folder, or a file name that ends with .tar");
            }
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new BadInputException(
                            folder + " is not empty: choose a new folder, so that no file is overwritten");
                }
            }
        }
        OwnerOnlyFiles.createFolders(folder);
    }

    @Override
    public void add(String name, long length, Instant modified, Content content) throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder.normalize()) || file.equals(folder.normalize())) {
            throw new IllegalArgumentException(name + " leads out of the folder");
        }
        OwnerOnlyFiles.createFolders(file.getParent());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(
                OwnerOnlyFiles.create(file), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            content.write(out);
        }
        if (modified != null) {
            Files.setLastModifiedTime(file, FileTime.from(modified));
        }
    }

    @Override
    public void close() {}
}
