package io.nodememory.shell.export;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of one capture, {@code TABLE/capture_date=2026-11-24/capture_node=NAME/UUID.parquet}. This is the Hive partition
 * layout, which Trino, Spark, BigQuery and DuckDB detect. No column in a file has the name of a partition, which BigQuery
 * forbids. The files appear together at the end; until then they have names that these programs ignore.
 */
final class ExportFolder implements AutoCloseable {
    /** Hive's name of the partition of null. */
    private static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

    /** Limit in bytes of a path component that contains foreign text. */
    private static final int LONGEST = 180;

    private final Path root;
    private final boolean overwrite;
    private final String partition;
    private final String file;
    private final Map<Path, Path> pending = new LinkedHashMap<>();

    interface Content {
        void write(OutputStream out) throws IOException;
    }

    ExportFolder(Path root, boolean overwrite, Capture capture, ExportFormat format) {
        this.root = root;
        this.overwrite = overwrite;
        this.partition = "capture_date=%s/capture_node=%s"
                .formatted(
                        capture.reading().started().atOffset(ZoneOffset.UTC).toLocalDate(),
                        capture.node() == null || capture.node().isEmpty() ? NO_VALUE : safe(capture.node()));
        this.file = (capture.uuid() == null ? "capture-" + capture.id() : safe(capture.uuid())) + "." + format;
    }

    private Path place(String table) {
        return root.resolve(table).resolve(partition).resolve(file);
    }

    /** @throws BadInputException if a file of one of these tables exists already */
    void claim(List<String> tables) {
        for (String table : tables) {
            if (!overwrite && Files.exists(place(table), LinkOption.NOFOLLOW_LINKS)) {
                throw new BadInputException(place(table)
                        + " exists already: replace it with --overwrite, or choose another folder with -o");
            }
        }
    }

    /** @return the size of the file in bytes */
    long add(String table, Content content) throws IOException {
        Path place = place(table);
        OwnerOnlyFiles.createFolders(place.getParent());
        // Only its owner can read a temporary file.
        Path unfinished = Files.createTempFile(place.getParent(), ".", ".unfinished");
        pending.put(unfinished, place);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
            content.write(out);
        }
        return Files.size(unfinished);
    }

    /** Renames all files to their final names. */
    void finish() throws IOException {
        for (Path unfinished : new ArrayList<>(pending.keySet())) {
            Files.move(unfinished, pending.get(unfinished), StandardCopyOption.ATOMIC_MOVE);
            pending.remove(unfinished);
        }
    }

    @Override
    public void close() throws IOException {
        for (Path unfinished : pending.keySet()) {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Foreign text as a path component: all but letters, digits, dots, dashes and underscores become {@code %XX}. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            // Hive and similar programs ignore names that begin with one of these characters.
            boolean mark = b == '-' || (!safe.isEmpty() && (b == '.' || b == '_'));
            if (safe.length() > LONGEST) {
                break;
            }
            safe.append(letter || mark ? Character.toString((char) b) : "%%%02X".formatted(b));
        }
        return safe.toString();
    }
}
