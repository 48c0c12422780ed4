package io.nodememory.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files and folders that only their owner can access, because memory holds secrets. Where a file system has no POSIX
 * permissions, they get its default permissions.
 */
public final class OwnerOnlyFiles {
    private OwnerOnlyFiles() {}

    /**
     * Creates an empty file.
     *
     * @throws FileAlreadyExistsException if there is a file of that name
     */
    public static Path create(Path file) throws IOException {
        return Files.createFile(file, permissions(file, "rw-------"));
    }

    /** Opens a file; the permissions apply if the options create it. */
    public static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
        return FileChannel.open(file, options, permissions(file, "rw-------"));
    }

    /**
     * Creates a folder and the folders that are missing above it. A folder that exists keeps its permissions.
     *
     * @throws FileAlreadyExistsException if a file has the name of one of the folders
     */
    public static void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            createFolders(parent);
        }
        try {
            Files.createDirectory(folder, permissions(folder, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            // Another process may have created it meanwhile.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static FileAttribute<?>[] permissions(Path file, String permissions) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
