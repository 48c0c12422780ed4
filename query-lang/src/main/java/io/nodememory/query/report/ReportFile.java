package io.nodememory.query.report;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.query.check.CheckResult;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report on disk. Only its owner can read a new file, because findings show an intruder what was detected. */
public final class ReportFile {
    private ReportFile() {}

    /** The text of a report. */
    public interface Content {
        void write(Appendable out) throws IOException;
    }

    /**
     * Writes a report in a format.
     *
     * @throws BadInputException if the file cannot be written
     */
    public static void write(Path file, ReportFormat format, CheckResult result, EvidenceStore store) {
        write(file, out -> format.write(out, result, store));
    }

    /** @throws BadInputException if the file cannot be written */
    public static void write(Path file, Content content) {
        try {
            if (!Files.exists(file)) {
                OwnerOnlyFiles.create(file);
            }
            try (Writer out = Files.newBufferedWriter(file)) {
                content.write(out);
            }
        } catch (IOException e) {
            throw new BadInputException("cannot write the report " + file + ": " + e.getMessage(), e);
        }
    }
}
