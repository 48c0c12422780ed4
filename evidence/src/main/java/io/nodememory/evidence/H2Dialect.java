package io.nodememory.evidence;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** A store in one file of H2's ({@code .mv.db}), private to its owner. */
final class H2Dialect implements Dialect {
    private static final String SUFFIX = ".mv.db";

    /**
     * Nothing of H2's own beside the store: no trace file (it would hold evidence), no server, no exit hook, no statistics
     * while rows stream in, no compaction on closing; pages compressed (LZF), to well under half their size.
     */
    private static final String SETTINGS = ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0;DB_CLOSE_ON_EXIT=FALSE"
            + ";ANALYZE_AUTO=0;MAX_COMPACT_TIME=0;COMPRESS=TRUE;CACHE_SIZE=32768;LOCK_TIMEOUT=60000";

    /** Users of the database. Without passwords: who can read the file needs none, so they would be a pretence. */
    private static final String OWNER = "NODEMEM";

    private static final String READER = "READER";

    private final Path file;
    private final String url;

    /** @param path the store as named by the user, with or without the suffix */
    H2Dialect(String path) {
        String stem = path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : path;
        if (stem.contains(";")) {
            throw new BadInputException("cannot use the store " + path + ": its path has a semicolon, which H2 refuses;"
                    + " rename the folder or choose another file");
        }
        file = Path.of(stem + SUFFIX);
        // An absolute path begins with a slash: H2 then sees none of its own prefixes in it (mem:, zip:, tcp:, ~).
        url = "jdbc:h2:file:" + Path.of(stem).toAbsolutePath().normalize();
    }

    @Override
    public String place() {
        return "the store " + file;
    }

    @Override
    public boolean exists() {
        return Files.exists(file);
    }

    @Override
    public void create() {
        try {
            createFolders(file.toAbsolutePath().getParent());
            Files.createFile(file, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException("cannot make " + place() + ": something of that name is there", e);
        } catch (IOException e) {
            throw new BadInputException("cannot make " + place() + ": " + Sentences.of(e), e);
        }
    }

    /** Only those that are made here get their permissions from here. */
    private static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            if (folder.getParent() != null) {
                createFolders(folder.getParent());
            }
            Files.createDirectory(folder, ownerOnly("rwx------"));
        }
    }

    private static FileAttribute<?> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Override
    public Connection connect(Access access) throws SQLException {
        return connect(OWNER, SETTINGS + (access == Access.READ ? ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE" : ""));
    }

    @Override
    public Connection connectReader() throws SQLException {
        return connect(READER, "");
    }

    private Connection connect(String user, String settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "");
        // Not by DriverManager: it would load every driver on the class path, and none in a plugin's class loader.
        return org.h2.Driver.load().connect(url + settings, properties);
    }

    @Override
    public boolean commitsByBatch() {
        return true;
    }

    @Override
    public List<String> grants() {
        return List.of(
                "CREATE USER IF NOT EXISTS " + READER + " PASSWORD ''", "GRANT SELECT ON SCHEMA PUBLIC TO " + READER);
    }

    @Override
    public List<String> refreshStatistics() {
        return List.of("ANALYZE SAMPLE_SIZE 1000");
    }

    @Override
    public BadInputException explain(Exception failure) {
        return new BadInputException("cannot use " + place() + ": " + Sentences.of(failure), failure);
    }
}
