package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Comparator;
import java.util.Optional;

/** Finds the paths of files of which only the inode is known. */
public final class FilePaths {
    private FilePaths() {}

    /**
     * The path through the mount that shows most of the inode's file system; the shortest of several hard links. Empty
     * if the directory cache has no name of the inode or the file system is not mounted.
     */
    public static Optional<String> of(Kernel kernel, KernelObject inode) {
        KernelObject superBlock = inode.target("i_sb");
        Optional<SuperBlocks.Place> place = SuperBlocks.of(kernel).place(superBlock);
        Optional<Paths.Location> root =
                place.map(p -> MountNamespaces.of(kernel).roots().get(p.namespace()));
        if (root.isEmpty()) {
            return Optional.empty();
        }
        KernelObject mount = place.get().mount();
        return new CachedInodes(kernel, superBlock)
                .dentries(inode).entries().stream()
                        .flatMap(name -> Paths.of(kernel).below(root.get(), new Paths.Location(mount, name)).stream())
                        .min(Comparator.comparingInt(String::length));
    }
}
