package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.table.Tables;
import io.nodememory.shell.analysis.AnalysisSummary;
import io.nodememory.shell.analysis.ImageAnalysis;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.analysis.ProgressLine;
import io.nodememory.shell.inspect.OpenView;
import io.nodememory.shell.query.Session;
import io.nodememory.shell.repl.Repl;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem shell}: the interactive shell. */
@Command(
        name = "shell",
        description = {
            "Opens the interactive shell on a store, or reads an image into the store first, which then stays open for the typed"
                    + " view: struct('task_struct', 0xffff…), symbol, read, disasm, list_for_each.",
            "%nWithout a terminal the shell runs the lines of standard input one after the other; the exit status is 2 if one"
                    + " fails."
        },
        footer = {
            "  nodemem shell",
            "  nodemem shell node.avml --symbols vmlinux.json.xz",
            "  echo 'mounts.by(type)' | nodemem shell --store case-42/evidence"
        })
public final class ShellCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(arity = "0..1", paramLabel = "IMAGE", description = "A memory image to read into the store first.")
    private Path image;

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private StoreOption store;

    @Option(names = "--capture", paramLabel = "ID", description = "The capture to start with; by default the latest.")
    private Long capture;

    public ShellCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (OpenView view = new OpenView(symbols.choice())) {
            Long first = image == null ? capture : Long.valueOf(analyze(view).id());
            try (Session session = new Session(store.open(Access.READ), first)) {
                return run(session, view, output);
            }
        }
    }

    static int run(Session session, OpenView view, Output output) throws IOException {
        if (Screen.standardInputIsTerminal() && output.screen().terminal()) {
            Repl.interactive(session, view);
            return ExitStatus.FINE;
        }
        return Repl.script(session, view, output) ? ExitStatus.FINE : ExitStatus.BAD_INPUT;
    }

    /** Keeps the image open for the typed view. */
    private Capture analyze(OpenView view) {
        view.open(image);
        OpenImage open = view.image();
        try (EvidenceStore evidence = store.open(Access.WRITE)) {
            ProgressLine progress = new ProgressLine(Tables.ALL.size());
            ImageAnalysis analysis = ImageAnalysis.run(open, evidence, null, progress);
            AnalysisSummary.print(System.err, analysis, evidence.place());
            return analysis.result().capture();
        }
    }
}
