package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.Files;
import io.nodememory.kernel.linux.fs.Inodes;
import io.nodememory.kernel.linux.fs.OpenFiles;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.time.Instant;
import java.util.Optional;

/** A row of {@code open_files}. */
@Table(
        name = "open_files",
        help = "An open file descriptor of a process.",
        identity = {"path", "type"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"))
public record OpenFileRow(
        @Column(value = "Address of the struct file", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Descriptor") int fd,

        @Column("Path as in the host's /proc, without \" (deleted)\"; socket:[inode], pipe:[inode] and similar")
        String path,

        @Column("regular, directory, character device, block device, fifo, socket, symbolic link, anonymous")
        String type,

        @Column("Inode number") Long inode,
        @Column("Device of the file system as major:minor") String device,

        @Column("Permissions of the file, such as rw-r--r--")
        String mode,

        @Column("Flags of open(2) in octal, as in /proc/PID/fdinfo")
        String flags,

        @Column("Position in bytes") Long offset,

        @Column("Whether the file's name was removed or never existed")
        Boolean deleted,

        @Column("Size of the file in bytes") Long size,
        @Column("Time of the last access") Instant atime,
        @Column("Time of the last change of the content") Instant mtime,

        @Column("Time of the last change of the inode") Instant ctime) {

    static void walk(Walk<OpenFileRow> walk) {
        Paths paths = Paths.of(walk.kernel());
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            String doing = "listing the open files of a process";
            walk.attempt(task.address(), doing, () -> {
                OpenFiles open = OpenFiles.of(walk.kernel(), task);
                open.damage().ifPresent(why -> walk.problem(task.address(), doing, why));
                open.files()
                        .forEach((fd, file) -> walk.attempt(
                                file.address(),
                                "reading an open file",
                                () -> walk.emit(row(paths, Tasks.pid(task), fd, file))));
            });
        }
    }

    private static OpenFileRow row(Paths paths, int pid, int fd, KernelObject file) {
        Optional<Paths.Location> location = paths.location(Files.path(file));
        Optional<KernelObject> inode = Files.inode(file);
        return new OpenFileRow(
                file.address(),
                pid,
                fd,
                location.map(paths::hostPath).orElse(null),
                inode.map(Inodes::type).orElse(null),
                inode.map(i -> i.number("i_ino")).orElse(null),
                inode.map(Inodes::device).orElse(null),
                inode.map(Inodes::permissions).orElse(null),
                "0%o".formatted(file.number("f_flags")),
                file.number("f_pos"),
                location.map(paths::isDeleted).orElse(null),
                inode.map(i -> i.number("i_size")).orElse(null),
                inode.map(i -> Inodes.time(i, "atime")).orElse(null),
                inode.map(i -> Inodes.time(i, "mtime")).orElse(null),
                inode.map(i -> Inodes.time(i, "ctime")).orElse(null));
    }
}
