package io.nodememory.shell.command;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.fs.Files;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.linux.user.MemoryScan;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem scan}. */
@Command(
        name = "scan",
        description = {
            "Searches the memory of processes for a regular expression and lists the matches.",
            "A byte is a character of ISO 8859-1; a match has at most 64 KiB. YARA rules are not supported: extract files"
                    + " with 'nodemem image files' and scan those."
        },
        footer = {
            "  nodemem scan node.avml --pattern 'AKIA[0-9A-Z]{16}'",
            "  nodemem scan node.avml --pid 466 --pattern '(?i)https?://[^\\x00-\\x20]+'"
        })
public final class ScanCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "IMAGE", description = "The memory image.")
    private Path file;

    @Option(names = "--pattern", required = true, paramLabel = "REGEX", description = "A Java regular expression.")
    private String regex;

    @Option(names = "--pid", paramLabel = "PID", description = "Only this process; repeatable.")
    private List<Integer> pids = List.of();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "The time limit in seconds; 300 by default.")
    private int timeout = 300;

    @Option(names = "--limit", paramLabel = "N", description = "The largest number of matches; 10,000 by default.")
    private int limit = 10_000;

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private FormatOption format;

    private int matches;

    public ScanCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        MemoryScan scan = new MemoryScan(pattern(), timeout);
        boolean whole = true;
        Set<Integer> absent = new TreeSet<>(pids);
        try (OpenImage open = OpenImage.open(file, symbols.choice())) {
            RowWriter rows = format.writer(output);
            rows.start(List.of(
                    new OutputColumn("pid", Kind.INTEGER),
                    new OutputColumn("name", Kind.TEXT),
                    new OutputColumn("address", Kind.ADDRESS),
                    new OutputColumn("path", Kind.TEXT),
                    new OutputColumn("match", Kind.TEXT)));
            for (KernelObject task : Tasks.of(open.kernel()).processes()) {
                try {
                    absent.remove(Tasks.pid(task));
                    if (pids.isEmpty() || pids.contains(Tasks.pid(task))) {
                        task.follow("mm").ifPresent(mm -> scan(open.kernel(), scan, task, mm, rows));
                    }
                } catch (UnreadableMemoryException e) {
                    System.err.println("nodemem: the memory of a process could not be read: " + e.getMessage());
                    whole = false;
                }
            }
            rows.finish();
        }
        if (!absent.isEmpty()) {
            throw new BadInputException("the image has no process "
                    + absent.iterator().next() + ": 'nodemem query \"tasks.select(pid, name)\"' lists its processes");
        }
        if (scan.isOver() || matches > limit) {
            System.err.println(
                    "nodemem: the list is incomplete: " + (matches > limit ? "--limit" : "--timeout") + " was reached");
            whole = false;
        }
        return whole ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
    }

    private Pattern pattern() {
        try {
            return Pattern.compile(regex, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new BadInputException(
                    "the pattern is not a regular expression: " + e.getDescription() + " at character " + e.getIndex(),
                    e);
        }
    }

    private void scan(Kernel kernel, MemoryScan scan, KernelObject task, KernelObject mm, RowWriter rows) {
        String name = TaskNames.of(task);
        scan.scan(kernel.types(), mm, (area, address, bytes) -> {
            if (++matches <= limit) {
                try {
                    rows.row(Arrays.asList(
                            Tasks.pid(task),
                            name,
                            address,
                            path(kernel, mm, area),
                            new String(bytes, StandardCharsets.ISO_8859_1)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private static String path(Kernel kernel, KernelObject mm, KernelObject area) {
        Paths paths = Paths.of(kernel);
        return area.follow("vm_file")
                .flatMap(mapped -> paths.location(Files.path(mapped)))
                .map(paths::hostPath)
                .or(() -> MemoryMaps.pseudoName(mm, area))
                .orElse(null);
    }
}
