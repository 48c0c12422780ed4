package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.Files;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.linux.trace.ProbedPages;
import io.nodememory.kernel.linux.user.SuspiciousMemory;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code suspicious_memory}. */
@Table(
        name = "suspicious_memory",
        help = "A memory area of a process with code that comes from no file or differs from its file. Programs that"
                + " generate code at run time (Java, JavaScript) have such areas too.",
        identity = {"name", "path", "reason"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"))
public record SuspiciousMemoryRow(
        @Column(value = "Address of the vm_area_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Name as in /proc/PID/comm") String name,
        @Column(value = "First address", address = true) long start,

        @Column(value = "One past the last address", address = true)
        long end,

        @Column("r, w, x, and s for shared or p for private")
        String permissions,

        @Column("Path of the file, or [heap], [stack] and similar; null for other anonymous memory")
        String path,

        @Column("Reason: writable and executable, executable without a file, or code of a file was changed in memory")
        String reason,

        @Column("Number of suspicious pages of 4 KiB in memory; 0 if none was ever used")
        long pages,

        @Column(value = "Address of the first such page", address = true)
        Long firstPage,

        @Column("First 64 bytes of that page, in hexadecimal")
        String bytes) {

    private static final String DOING = "searching a process for suspicious memory";

    static void walk(Walk<SuspiciousMemoryRow> walk) {
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(task.address(), DOING, () -> task.follow("mm").ifPresent(mm -> areas(walk, task, mm)));
        }
        ProbedPages.of(walk.kernel()).excuse().ifPresent(why -> walk.problem(0, "listing the probes in programs", why));
    }

    private static void areas(Walk<SuspiciousMemoryRow> walk, KernelObject task, KernelObject mm) {
        SuspiciousMemory memory = new SuspiciousMemory(walk.kernel(), mm);
        for (KernelObject area : MemoryMaps.areas(walk.kernel().types(), mm).entries()) {
            walk.attempt(
                    area.address(),
                    DOING,
                    () -> memory.look(area).ifPresent(finding -> walk.emit(row(walk, task, mm, area, finding))));
        }
        if (memory.isCut()) {
            walk.problem(task.address(), DOING, "the code of the process exceeds the search limit");
        }
    }

    private static SuspiciousMemoryRow row(
            Walk<SuspiciousMemoryRow> walk,
            KernelObject task,
            KernelObject mm,
            KernelObject area,
            SuspiciousMemory.Finding finding) {
        Paths paths = Paths.of(walk.kernel());
        return new SuspiciousMemoryRow(
                area.address(),
                Tasks.pid(task),
                TaskNames.of(task),
                area.number("vm_start"),
                area.number("vm_end"),
                MemoryMapRow.permissions(area.number("vm_flags")),
                area.follow("vm_file")
                        .map(file -> paths.location(Files.path(file))
                                .map(paths::hostPath)
                                .orElse(null))
                        .or(() -> MemoryMaps.pseudoName(mm, area))
                        .orElse(null),
                finding.reason(),
                finding.pages(),
                finding.first().isPresent() ? finding.first().getAsLong() : null,
                finding.bytes().orElse(null));
    }
}
