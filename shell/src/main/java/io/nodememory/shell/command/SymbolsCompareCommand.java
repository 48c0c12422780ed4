package io.nodememory.shell.command;

import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.kernel.symbols.file.SymbolsComparison;
import io.nodememory.kernel.symbols.file.SymbolsComparison.Difference;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nodemem symbols compare}. */
@Command(
        name = "compare",
        description = {
            "Lists every difference between two symbol files (base types, structs, members, enums, constants, symbols,"
                    + " banner) with the reason where it is known; standard error gets their number.",
            "%nThe exit status is 0 with and without differences."
        },
        footer = {
            "  nodemem symbols compare ours.json.xz theirs.json.xz",
            "  nodemem symbols compare vmlinux vmlinux.json --format ndjson"
        })
public final class SymbolsCompareCommand implements Callable<Integer> {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("kind", Kind.TEXT),
            new OutputColumn("name", Kind.TEXT),
            new OutputColumn("left", Kind.TEXT),
            new OutputColumn("right", Kind.TEXT),
            new OutputColumn("reason", Kind.TEXT));

    private final Output output;

    @Parameters(index = "0", paramLabel = "LEFT", description = "A symbol file.")
    private Path left;

    @Parameters(index = "1", paramLabel = "RIGHT", description = "Another symbol file.")
    private Path right;

    @Mixin
    private FormatOption format;

    @Spec
    private CommandSpec spec;

    public SymbolsCompareCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        List<Difference> differences;
        try (Symbols one = SymbolFiles.read(left);
                Symbols other = SymbolFiles.read(right)) {
            differences = SymbolsComparison.of(one, other);
        }
        write(differences);
        CommandLine commandLine = spec.commandLine();
        output.writer().flush();
        commandLine.getErr().println("nodemem: " + summary(differences));
        return ExitStatus.FINE;
    }

    private void write(List<Difference> differences) throws IOException {
        RowWriter rows = format.writer(output);
        rows.start(COLUMNS);
        for (Difference difference : differences) {
            rows.row(Arrays.asList(
                    kind(difference),
                    difference.name(),
                    difference.left().orElse(null),
                    difference.right().orElse(null),
                    difference.reason()));
        }
        rows.finish();
    }

    private static String kind(Difference difference) {
        return difference.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String summary(List<Difference> differences) {
        if (differences.isEmpty()) {
            return "no difference";
        }
        Map<String, Long> kinds = differences.stream()
                .collect(Collectors.groupingBy(SymbolsCompareCommand::kind, TreeMap::new, Collectors.counting()));
        String counts = kinds.entrySet().stream()
                .map(kind -> kind.getKey() + " " + kind.getValue())
                .collect(Collectors.joining(", "));
        return "%d %s: %s"
                .formatted(differences.size(), differences.size() == 1 ? "difference" : "differences", counts);
    }
}
