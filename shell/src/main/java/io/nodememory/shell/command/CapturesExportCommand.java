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
            "%nDIR/TABLE/capture_date=DATE/capture_node=NODE/UUID.parquet: the partitions that these programs know, so that the"
                    + " captures of a fleet are put into one folder or bucket and asked there. Each row begins with capture_id"
                    + " and capture_uuid; the tables captures and capture_tables say what the captures are and how many rows"
                    + " each table has of them. Addresses are texts of 16 hexadecimal digits, as in JSON; times are UTC in"
                    + " microseconds; lists are lists. The exit status is 3 where a capture is not complete."
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
            description = "The captures, or 'all'; without it the latest.")
    private List<String> captures = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "parquet (default), csv or ndjson.")
    private ExportFormat format = ExportFormat.parquet;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder to write into; without it nodemem-export.")
    private Path folder = Path.of("nodemem-export");

    @Option(
            names = "--overwrite",
            description = "Replace files of these captures that are there; without it that is an error.")
    private boolean overwrite;

    @Option(names = "--show-secrets", description = "Write values that may be secrets, such as environment variables.")
    private boolean secrets;

    @Option(
            names = "--exact",
            description = "CSV for programs: every character as it is, those that a spreadsheet would obey too.")
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
            say("capture %d is not complete: see its table problems".formatted(capture.id()));
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
            throw new BadInputException("'" + id + "' is no capture: give numbers, or " + ALL, e);
        }
    }
}
