package io.nodememory.kernel.table;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.linux.fs.Files;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.mm.UserMemory;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.linux.user.ElfHeader;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A row of {@code libraries}. */
@Table(
        name = "libraries",
        help = "A file that a process has mapped as code: its program, its libraries and other loaded files.",
        identity = {"path", "build_id"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"))
public record LibraryRow(
        @Column(value = "Address of the inode; for memory without a file, of the vm_area_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,

        @Column(value = "First address of the file's first area", address = true)
        long start,

        @Column(value = "One past the last address of the file's last area", address = true)
        long end,

        @Column("Path of the file in the host's view, without \" (deleted)\"; null for an ELF file written into memory")
        String path,

        @Column("Whether the file's name was removed or never existed")
        Boolean deleted,

        @Column("Whether it starts as an ELF file; null if its start is not mapped or not in memory")
        Boolean elf,

        @Column("GNU build id; null if it has none or it is not in memory")
        String buildId) {

    private static final String DOING = "listing the libraries of a process";

    /** include/linux/mm.h. */
    private static final long VM_EXEC = 4;

    /** The consecutive areas of one file. */
    private static final class Mapped {
        private final KernelObject file;
        private final long start;
        private final boolean fromBeginning;
        private long end;
        private boolean code;

        Mapped(KernelObject file, KernelObject area) {
            this.file = file;
            this.start = area.number("vm_start");
            this.fromBeginning = area.number("vm_pgoff") == 0;
        }
    }

    static void walk(Walk<LibraryRow> walk) {
        Map<Long, Optional<String>> buildIds = new LinkedHashMap<>();
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(
                    task.address(),
                    DOING,
                    () -> task.follow("mm").ifPresent(mm -> {
                        AddressSpace memory = UserMemory.of(mm);
                        anonymous(walk, Tasks.pid(task), mm, memory);
                        for (Mapped mapped : mapped(walk, mm)) {
                            walk.attempt(
                                    mapped.file.address(),
                                    DOING,
                                    () -> walk.emit(row(walk, Tasks.pid(task), memory, mapped, buildIds)));
                        }
                    }));
        }
    }

    /**
     * ELF files in memory without a file, put there by a custom loader. The kernel's own special mappings have
     * operations.
     */
    private static void anonymous(Walk<LibraryRow> walk, int pid, KernelObject mm, AddressSpace memory) {
        for (KernelObject area : MemoryMaps.areas(walk.kernel().types(), mm).entries()) {
            walk.attempt(area.address(), DOING, () -> {
                if (area.number("vm_file") == 0 && area.number("vm_ops") == 0) {
                    long start = area.number("vm_start");
                    Optional<ElfHeader> header =
                            ElfHeader.isAt(memory, start) ? ElfHeader.at(memory, start) : Optional.empty();
                    header.ifPresent(elf -> walk.emit(new LibraryRow(
                            area.address(),
                            pid,
                            start,
                            area.number("vm_end"),
                            null,
                            null,
                            true,
                            elf.buildId().orElse(null))));
                }
            });
        }
    }

    private static List<Mapped> mapped(Walk<LibraryRow> walk, KernelObject mm) {
        Map<Long, Mapped> byInode = new LinkedHashMap<>();
        for (KernelObject area : MemoryMaps.areas(walk.kernel().types(), mm).entries()) {
            area.follow("vm_file").ifPresent(file -> {
                Mapped mapped = byInode.computeIfAbsent(file.number("f_inode"), inode -> new Mapped(file, area));
                mapped.end = area.number("vm_end");
                mapped.code |= (area.number("vm_flags") & VM_EXEC) != 0;
            });
        }
        return byInode.values().stream().filter(mapped -> mapped.code).toList();
    }

    private static LibraryRow row(
            Walk<LibraryRow> walk, int pid, AddressSpace memory, Mapped mapped, Map<Long, Optional<String>> buildIds) {
        Paths paths = Paths.of(walk.kernel());
        Optional<Paths.Location> location = paths.location(Files.path(mapped.file));
        long inode = mapped.file.number("f_inode");
        Boolean elf = null;
        Optional<String> buildId = buildIds.getOrDefault(inode, Optional.empty());
        if (mapped.fromBeginning && memory.translate(mapped.start).isPresent()) {
            Optional<ElfHeader> header = ElfHeader.at(memory, mapped.start);
            elf = header.isPresent();
            if (buildId.isEmpty()) {
                buildId = header.flatMap(ElfHeader::buildId);
                buildIds.put(inode, buildId);
            }
        }
        return new LibraryRow(
                inode,
                pid,
                mapped.start,
                mapped.end,
                location.map(paths::hostPath).orElse(null),
                location.map(paths::isDeleted).orElse(null),
                elf,
                buildId.orElse(null));
    }
}
