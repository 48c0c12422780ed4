package io.nodememory.shell.command;

import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.Tables;
import io.nodememory.query.Cancellation;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.analysis.ImageAnalysis;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.analysis.ProgressLine;
import io.nodememory.shell.query.Session;
import io.nodememory.shell.query.TemporaryStore;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem query}: one query, its rows on standard output. */
@Command(
        name = "query",
        description = {
            "Answers a query about a capture of the store, or about an image that is read for this query only.",
            "%nA query is a table and operations on it: where, select, orderBy, limit, count, distinct, by. 'nodemem tables"
                    + " TABLE' lists the columns and paths. The exit status is 3 if the capture is not complete."
        },
        footer = {
            "  nodemem query 'tasks.where { uid == 0 && container_id }'",
            "  nodemem query \"tasks.where { exe_deleted }.select { [pid, name, parent.name] }\" --format json",
            "  nodemem query --capture 2 --baseline 1 'tasks - baseline.tasks'",
            "  nodemem query --image node.avml --symbols symbols.json.xz 'mounts.where { source == \"/\" }'",
            "  nodemem query -f question.groovy --format csv"
        })
public final class QueryCommand implements Callable<Integer> {
    /** The limit for a query file, in bytes. The language itself allows far less, and its error says so. */
    private static final int MOST = 4 << 20;

    private final Output output;

    @ArgGroup(multiplicity = "1")
    private Text text;

    private static final class Text {
        @Parameters(paramLabel = "QUERY", description = "The query.")
        private String query;

        @Option(names = "-f", paramLabel = "FILE", description = "Read the query from a file, - for standard input.")
        private Path file;
    }

    @Mixin
    private StoreOption store;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Query a memory image without keeping a capture of it.")
    private Path image;

    @Mixin
    private SymbolsOption symbols;

    @Option(names = "--capture", paramLabel = "ID", description = "The capture to query; by default the latest.")
    private Long capture;

    @Option(names = "--baseline", paramLabel = "ID", description = "The capture that 'baseline' means in the query.")
    private Long baseline;

    @Option(names = "--show-secrets", description = "Show values that may be secrets, such as environment variables.")
    private boolean secrets;

    @Mixin
    private FormatOption format;

    public QueryCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        String query = text.file == null ? text.query : read(text.file);
        if (image == null) {
            try (Session session = new Session(store.open(Access.READ), capture)) {
                boolean complete = session.capture().complete();
                if (!complete) {
                    warn("capture " + session.capture().id()
                            + " is not complete, so the answer may be incomplete: see 'nodemem query" + " problems'");
                }
                return answer(session, query, complete);
            }
        }
        try (TemporaryStore temporary = new TemporaryStore()) {
            boolean complete = analyze(temporary);
            try (Session session = new Session(temporary.open(Access.READ), null)) {
                return answer(session, query, complete);
            }
        }
    }

    private int answer(Session session, String query, boolean complete) throws IOException {
        session.baseline(baseline);
        session.showSecrets(secrets);
        session.run(query, format.writer(output), new Cancellation());
        return complete ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
    }

    private boolean analyze(TemporaryStore temporary) {
        if (capture != null || baseline != null) {
            throw new BadInputException(
                    "--capture and --baseline name captures of a store: leave out --image, or leave them out");
        }
        try (OpenImage open = OpenImage.open(image, symbols.choice());
                var evidence = temporary.open(Access.WRITE)) {
            ProgressLine progress = new ProgressLine(Tables.ALL.size());
            ImageAnalysis analysis = ImageAnalysis.temporarily(open, evidence, progress);
            analysis.completeness().reasons().forEach(QueryCommand::warn);
            return analysis.completeness().isComplete();
        }
    }

    private static void warn(String sentence) {
        System.err.println("nodemem: " + VisibleText.escape(sentence));
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        }
    }
}
