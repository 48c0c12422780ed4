package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.CachedInodes;
import io.nodememory.kernel.linux.fs.Inodes;
import io.nodememory.kernel.linux.fs.MountNamespaces;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.fs.SuperBlocks;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.time.Instant;
import java.util.Optional;

/** A row of {@code page_cache}. */
@Table(
        name = "page_cache",
        help =
                "A cached file, one row for each of its names, and the number of its pages in memory; excludes the files of"
                        + " /proc, /sys and similar, which have no pages.",
        identity = {"path", "mode", "size"},
        compared = {"mtime"},
        bulky = true,
        joins =
                @Join(
                        name = "mount",
                        table = "mounts",
                        on = {"mount_ns", "mount_id"},
                        to = {"mount_ns", "mount_id"},
                        help = "The mount that path uses"))
public record PageCacheRow(
        @Column(value = "Address of the inode", address = true)
        long address,

        @Column("Path through the mount; null if the file has no name or its file system is not mounted")
        String path,

        @Column("Path inside its own file system; null for a file without a name")
        String pathOnDevice,

        @Column("Mount point of the file system, in the host's mount namespace if mounted there")
        String mountTarget,

        @Column("Inode number of the mount namespace with that mount point")
        Long mountNs,

        @Column("Id of that mount") Integer mountId,
        @Column("Device of the file system as major:minor") String device,
        @Column("Type of the file system") String filesystem,
        @Column("Inode number") long inode,

        @Column("regular, directory, character device, block device, fifo, socket, symbolic link, anonymous")
        String type,

        @Column("Size in bytes") long size,

        @Column("Number of pages of 4 KiB of the content in memory")
        long cachedPages,

        @Column("Permissions, such as rw-r--r--") String mode,

        @Column("User id of the owner, in the root user namespace")
        long uid,

        @Column("Group id of the owner") long gid,

        @Column("Number of hard links; 0 for a deleted file")
        long links,

        @Column("Time of the last access") Instant atime,
        @Column("Time of the last change of the content") Instant mtime,

        @Column("Time of the last change of the inode") Instant ctime) {

    /** The common values of the rows of one file system. */
    private record Mounted(
            KernelObject superBlock, Optional<SuperBlocks.Place> place, String target, String root, String filesystem) {
        /** The path through the mount; empty if the mount shows only a part of the file system without the file. */
        Optional<String> path(String onDevice) {
            if (target == null || !(root.equals("/") || onDevice.equals(root) || onDevice.startsWith(root + "/"))) {
                return Optional.empty();
            }
            String below = root.equals("/") ? onDevice : onDevice.substring(root.length());
            String path = (target.equals("/") ? "" : target) + (below.equals("/") ? "" : below);
            return Optional.of(path.isEmpty() ? "/" : path);
        }
    }

    public static void walk(Walk<PageCacheRow> walk) {
        walk.attempt(0, "listing the file systems", () -> {
            SuperBlocks superBlocks = SuperBlocks.of(walk.kernel());
            superBlocks.damage().forEach(why -> walk.problem(0, "listing the file systems", why));
            for (KernelObject superBlock : superBlocks.all()) {
                walk.attempt(superBlock.address(), "listing the files of a file system", () -> {
                    if (!SuperBlocks.isMadeWhenRead(superBlock)) {
                        walk(walk, mounted(walk, superBlock, superBlocks.place(superBlock)));
                    }
                });
            }
        });
    }

    private static Mounted mounted(
            Walk<PageCacheRow> walk, KernelObject superBlock, Optional<SuperBlocks.Place> place) {
        Optional<Paths.Location> top = place.map(SuperBlocks.Place::mount)
                .map(mount -> new Paths.Location(mount, mount.embedded("mnt").target("mnt_root")));
        String target = place.map(p -> MountNamespaces.of(walk.kernel()).roots().get(p.namespace()))
                .flatMap(root -> Paths.of(walk.kernel()).below(root, top.get()))
                .orElse(null);
        String root = top.map(location -> Paths.pathOnDevice(location.dentry())).orElse("/");
        return new Mounted(
                superBlock, place, target, root, superBlock.target("s_type").text("name"));
    }

    private static void walk(Walk<PageCacheRow> walk, Mounted mounted) {
        KernelObject superBlock = mounted.superBlock();
        CachedInodes cached = new CachedInodes(walk.kernel(), superBlock);
        Chain inodes = cached.inodes();
        inodes.damage().ifPresent(why -> walk.problem(superBlock.address(), "listing the files of a file system", why));
        for (KernelObject inode : inodes.entries()) {
            walk.attempt(inode.address(), "reading a cached file", () -> {
                Chain names = cached.dentries(inode);
                names.damage()
                        .ifPresent(why -> walk.problem(inode.address(), "listing the names of a cached file", why));
                for (KernelObject dentry : names.entries()) {
                    walk.attempt(dentry.address(), "reading the name of a cached file", () -> {
                        walk.emit(row(mounted, inode, cached, Optional.of(dentry)));
                    });
                }
                if (names.entries().isEmpty()) {
                    walk.emit(row(mounted, inode, cached, Optional.empty()));
                }
            });
        }
    }

    private static PageCacheRow row(
            Mounted mounted, KernelObject inode, CachedInodes cached, Optional<KernelObject> dentry) {
        Optional<String> onDevice = dentry.map(cached::path);
        return new PageCacheRow(
                inode.address(),
                onDevice.flatMap(mounted::path).orElse(null),
                onDevice.orElse(null),
                mounted.target(),
                mounted.place().map(place -> Namespaces.inum(place.namespace())).orElse(null),
                mounted.place()
                        .map(place -> (int) place.mount().number("mnt_id"))
                        .orElse(null),
                Inodes.device(inode),
                mounted.filesystem(),
                inode.number("i_ino"),
                Inodes.type(inode),
                inode.number("i_size"),
                CachedInodes.pages(inode),
                Inodes.permissions(inode),
                inode.number("i_uid") & 0xffff_ffffL,
                inode.number("i_gid") & 0xffff_ffffL,
                inode.number("i_nlink"),
                Inodes.time(inode, "atime"),
                Inodes.time(inode, "mtime"),
                Inodes.time(inode, "ctime"));
    }
}
