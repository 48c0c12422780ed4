package io.nodememory.evidence;

import io.nodememory.kernel.table.Column;
import io.nodememory.kernel.table.Join;
import io.nodememory.kernel.table.Table;
import io.nodememory.kernel.table.TableSpec;
import io.nodememory.kernel.table.Tables;
import java.time.Instant;
import java.util.List;

/** Tables for tests: every kind of column, a join, identities; and the real {@code problems}. */
final class SampleTables {
    @Table(
            name = "processes",
            help = "A process.",
            joins = @Join(name = "parent", table = "processes", on = "parent", to = "pid", help = "Its parent."),
            identity = {"name"})
    record ProcessRow(
            @Column(value = "Where it lies", address = true) long address,
            @Column("Process id") int pid,
            @Column("Name") String name,
            @Column("Kernel thread") boolean kernelThread,
            @Column("Start") Instant started,
            @Column("Groups") List<String> groups,
            @Column("Numbers") List<Long> numbers,
            @Column("Parent's process id") Long parent) {}

    @Table(
            name = "files",
            help = "A file.",
            identity = {"path"})
    record FileRow(
            @Column(value = "Where it lies", address = true) long address,
            @Column("Process id") int pid,
            @Column("Path") String path) {}

    static final TableSpec<ProcessRow> PROCESSES = TableSpec.of(ProcessRow.class, walk -> {});
    static final TableSpec<FileRow> FILES = TableSpec.of(FileRow.class, walk -> {});
    static final TableSpec<?> PROBLEMS = Tables.find("problems").orElseThrow();
    static final List<TableSpec<?>> ALL = List.of(PROCESSES, FILES, PROBLEMS);

    private SampleTables() {}

    static CaptureInfo info() {
        return new CaptureInfo(
                "first",
                "node-1",
                "tester@host",
                "a test",
                "nodemem test",
                new ImageInfo(null, "raw", 4096L, 4096L, null),
                new KernelInfo("Linux version 6.1.0 (x)", "6.1.0", "ISF", "abcd"));
    }
}
