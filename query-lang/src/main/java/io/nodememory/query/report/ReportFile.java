package io.nodememory.query.report;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A report on disk. Findings tell an intruder what was seen: a new file is its owner's alone. */
public final class ReportFile {
    private ReportFile() {}

    /** Writes a report's text. */
    public interface Content {
        void write(Appendable out) throws IOException;
    }

    /** @throws BadInputException if the file cannot be written */
    public static void write(Path file, Content content) {
        try {
            if (!Files.exists(file)) {
                var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)
                        .close();
            }
            try (Writer out = Files.newBufferedWriter(file)) {
                content.write(out);
            }
        } catch (IOException e) {
            throw new BadInputException("cannot write the report " + file + ": " + e.getMessage(), e);
        }
    }
}
