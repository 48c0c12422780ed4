package io.nodememory.evidence;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageHash;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Tables for tests, with every kind of column, a join and identities, and the real table {@code problems}. */
public final class SampleTables {
    @Table(
            name = "processes",
            help = "A process.",
            joins = @Join(name = "parent", table = "processes", on = "parent", to = "pid", help = "Its parent."),
            identity = {"name"})
    public record ProcessRow(
            @Column(value = "Where it lies", address = true) long address,
            @Column("Process id") int pid,
            @Column("Name") String name,
            @Column("Kernel thread") boolean kernelThread,
            @Column("Start") Instant started,
            @Column("Groups") List<String> groups,
            @Column("Numbers") List<Long> numbers,
            @Column("Parent's process id") Long parent) {}

    @Table(name = "files", help = "A file.", identity = "path", compared = "mode")
    public record FileRow(
            @Column(value = "Where it lies", address = true) long address,
            @Column("Process id") int pid,
            @Column("Path") String path,
            @Column("Mode") String mode) {}

    public static final TableSpec<ProcessRow> PROCESSES = TableSpec.of(ProcessRow.class, walk -> {});
    public static final TableSpec<FileRow> FILES = TableSpec.of(FileRow.class, walk -> {});
    static final TableSpec<?> PROBLEMS = Tables.find("problems").orElseThrow();
    public static final List<TableSpec<?>> ALL = List.of(PROCESSES, FILES, PROBLEMS);

    private SampleTables() {}

    public static CaptureInfo info() {
        return info(null);
    }

    public static CaptureInfo info(Path image) {
        return new CaptureInfo(
                "first",
                "node-1",
                new Custody("tester@host", "a test", "nodemem test"),
                new ImageInfo(image == null ? null : image.toString(), "raw", 4096L, new Ram(4096L, null)),
                new KernelInfo("Linux version 6.1.0 (x)", "6.1.0", "ISF", "abcd"));
    }

    /** Writes a capture of a real image file, with {@code count} processes of one file each. */
    public static Capture capture(EvidenceStore store, Path image, int count, String prefix) {
        try (CaptureWriter writer = store.begin(info(image))) {
            for (int i = 0; i < count; i++) {
                writer.add(PROCESSES, process(i, prefix + i));
                writer.add(FILES, new FileRow(0xffff888000100000L + i, i, "/bin/" + prefix + i, "r"));
            }
            return writer.finish(image == null ? null : ImageHash.of(image), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ProcessRow process(int pid, String name) {
        return new ProcessRow(
                0xffff888000000000L + pid,
                pid,
                name,
                pid % 2 == 0,
                Instant.parse("2026-11-24T06:00:00.123456789Z"),
                List.of("a", "b"),
                List.of(1L, -1L),
                pid == 0 ? null : pid - 1L);
    }
}
