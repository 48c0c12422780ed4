package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.analysis.ProgressBar;
import io.nodememory.shell.export.CaptureExport;
import io.nodememory.shell.export.ExportFormat;
import io.nodememory.shell.runtime.ExitStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nodemem captures export}. */
@Command(
        name = "export",
        description = {
            "Writes captures as files for Trino, Spark, BigQuery and DuckDB, a folder for each table.",
            "%nThe paths DIR/TABLE/capture_date=DATE/capture_node=NODE/UUID.parquet are partitions for these programs, so that"
                    + " one folder or bucket can hold the captures of a fleet. Each row begins with capture_id and"
                    + " capture_uuid; the tables captures and capture_tables describe the captures and the number of rows of"
                    + " each table. Addresses are texts of 16 hexadecimal digits, as in JSON; times are UTC in microseconds;"
                    + " lists are lists. The exit status is 3 if a capture is incomplete."
        },
        footer = {
            "  nodemem captures export --format parquet",
            "  nodemem captures export --capture 3,4 -o fleet && gcloud storage cp -r fleet gs://BUCKET",
            "  nodemem captures export --capture all --format csv -o for-the-spreadsheet",
            "  duckdb -c \"SELECT capture_node, count(*) FROM 'nodemem-export/tasks/**/*.parquet' GROUP BY ALL\""
        })
public final class CapturesExportCommand implements Callable<Integer> {
    private static final String ALL = "all";

    @Option(
            names = "--capture",
            paramLabel = "ID",
            split = ",",
            description = "The captures, or 'all'; by default the latest.")
    private List<String> captures = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "parquet (default), csv or ndjson.")
    private ExportFormat format = ExportFormat.parquet;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder to write into; by default nodemem-export.")
    private Path folder = Path.of("nodemem-export");

    @Option(
            names = "--overwrite",
            description = "Replace existing files of these captures; otherwise they are an error.")
    private boolean overwrite;

    @Option(names = "--show-secrets", description = "Write values that may be secrets, such as environment variables.")
    private boolean secrets;

    @Option(
            names = "--exact",
            description = "CSV for programs: keep every character, including those that a spreadsheet interprets.")
    private boolean exact;

    @Mixin
    private StoreOption store;

    @Override
    public Integer call() throws IOException {
        boolean complete = true;
        try (EvidenceStore evidence = store.open(Access.READ)) {
            CaptureExport export = new CaptureExport(evidence, folder, format, exact, secrets, overwrite);
            for (Capture capture : chosen(evidence)) {
                write(export, capture);
                complete &= capture.complete();
            }
        }
        return complete ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
    }

    private void write(CaptureExport export, Capture capture) throws IOException {
        CaptureExport.Summary summary;
        try (ProgressBar bar = new ProgressBar()) {
            int[] done = new int[1];
            summary = export.export(
                    capture, table -> bar.at(done[0]++, export.store().tables().size() + 2, table));
        }
        say("capture %d: %,d rows of %d tables, %,d bytes in %s"
                .formatted(capture.id(), summary.rows(), summary.tables(), summary.bytes(), folder));
        if (!capture.complete()) {
            say("capture %d is incomplete: see its table problems".formatted(capture.id()));
        }
    }

    private static void say(String sentence) {
        System.err.println("nodemem: " + VisibleText.escape(sentence));
    }

    private List<Capture> chosen(EvidenceStore evidence) {
        List<Capture> present =
                evidence.captures().stream().filter(c -> !c.isDeleted()).toList();
        if (captures.contains(ALL) || present.isEmpty()) {
            return notNone(evidence, present);
        } else if (captures.isEmpty()) {
            return List.of(present.get(present.size() - 1));
        }
        return new LinkedHashSet<>(captures)
                .stream().map(id -> present(evidence, id)).toList();
    }

    private static List<Capture> notNone(EvidenceStore evidence, List<Capture> present) {
        if (present.isEmpty()) {
            throw new BadInputException(evidence.place() + " holds no capture: analyze an image first");
        }
        return present;
    }

    private static Capture present(EvidenceStore evidence, String id) {
        Capture capture = evidence.capture(number(id));
        if (capture.isDeleted()) {
            throw new BadInputException(
                    "the rows of capture %d were deleted on %s: choose another capture from 'captures list'"
                            .formatted(capture.id(), capture.deletion().at()));
        }
        return capture;
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw new BadInputException("'" + id + "' is not the number of a capture: give numbers, or " + ALL, e);
        }
    }
}
