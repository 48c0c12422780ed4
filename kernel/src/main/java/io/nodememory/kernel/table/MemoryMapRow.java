package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.Files;
import io.nodememory.kernel.linux.fs.Inodes;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.Optional;

/** A row of {@code memory_maps}. */
@Table(
        name = "memory_maps",
        help = "A memory area of a process, as in /proc/PID/maps.",
        identity = {"path", "permissions"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"))
public record MemoryMapRow(
        @Column(value = "Address of the vm_area_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column(value = "First address", address = true) long start,

        @Column(value = "One past the last address", address = true)
        long end,

        @Column("r, w, x, and s for shared or p for private")
        String permissions,

        @Column("Offset in the file in bytes") long offset,

        @Column("Device of the file as major:minor; 0:0 without a file")
        String device,

        @Column("Inode number of the file; 0 without a file")
        long inode,

        @Column(
                "Path of the file without \" (deleted)\", or [heap], [stack], [vdso] and similar; null for other anonymous memory")
        String path,

        @Column("Whether no file backs the area") boolean anonymous,

        @Column("Whether the file's name was removed or never existed")
        boolean deleted) {

    /** include/linux/mm.h. */
    private static final long VM_READ = 1;

    private static final long VM_WRITE = 2;
    private static final long VM_EXEC = 4;
    private static final long VM_MAYSHARE = 0x80;
    private static final int PAGE_SHIFT = 12;

    static void walk(Walk<MemoryMapRow> walk) {
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(task.address(), "listing the memory of a process", () -> {
                if (Tasks.lacksMemory(task)) {
                    walk.problem(
                            task.address(),
                            "listing the memory of a process",
                            "the process has no memory although it has not ended");
                }
            });
            walk.attempt(
                    task.address(),
                    "listing the memory of a process",
                    () -> task.follow("mm").ifPresent(mm -> {
                        Chain areas = MemoryMaps.areas(walk.kernel().types(), mm);
                        areas.damage()
                                .ifPresent(why -> walk.problem(mm.address(), "listing the memory of a process", why));
                        long counted = mm.number("map_count");
                        if (areas.entries().size() < counted) {
                            walk.problem(
                                    mm.address(),
                                    "listing the memory of a process",
                                    "%d areas were found, but the kernel counts %d"
                                            .formatted(areas.entries().size(), counted));
                        }
                        int pid = Tasks.pid(task);
                        for (KernelObject area : areas.entries()) {
                            walk.attempt(
                                    area.address(),
                                    "reading an area of memory",
                                    () -> walk.emit(row(walk, pid, mm, area)));
                        }
                    }));
        }
    }

    private static MemoryMapRow row(Walk<MemoryMapRow> walk, int pid, KernelObject mm, KernelObject area) {
        Paths paths = Paths.of(walk.kernel());
        Optional<KernelObject> file = MemoryMaps.file(area);
        Optional<Paths.Location> location = file.flatMap(f -> paths.location(Files.path(f)));
        Optional<KernelObject> inode = file.flatMap(Files::inode);
        return new MemoryMapRow(
                area.address(),
                pid,
                area.number("vm_start"),
                area.number("vm_end"),
                permissions(area.number("vm_flags")),
                file.isPresent() ? area.number("vm_pgoff") << PAGE_SHIFT : 0,
                inode.map(Inodes::device).orElse("0:0"),
                inode.map(i -> i.number("i_ino")).orElse(0L),
                location.map(paths::hostPath)
                        .or(() -> file.isPresent() ? Optional.empty() : MemoryMaps.pseudoName(mm, area))
                        .orElse(null),
                file.isEmpty(),
                location.map(paths::isDeleted).orElse(false));
    }

    static String permissions(long flags) {
        return ((flags & VM_READ) != 0 ? "r" : "-")
                + ((flags & VM_WRITE) != 0 ? "w" : "-")
                + ((flags & VM_EXEC) != 0 ? "x" : "-")
                + ((flags & VM_MAYSHARE) != 0 ? "s" : "p");
    }
}
