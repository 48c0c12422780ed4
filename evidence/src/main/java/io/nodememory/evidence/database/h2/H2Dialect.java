package io.nodememory.evidence.database.h2;

import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.RowSink;
import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.TableSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.h2.api.ErrorCode;

/** A store in one H2 file ({@code .mv.db}) that only its owner can read. */
public final class H2Dialect implements Dialect {
    private static final String SUFFIX = ".mv.db";

    /**
     * Connection settings: no trace file (it would contain evidence), no exit hook, no statistics during inserts, no
     * compaction at close, and compressed pages (LZF), which need less than half the space.
     */
    private static final String SETTINGS = ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0;DB_CLOSE_ON_EXIT=FALSE"
            + ";ANALYZE_AUTO=0;MAX_COMPACT_TIME=0;COMPRESS=TRUE;CACHE_SIZE=32768;LOCK_TIMEOUT=60000";

    /** Users of the database. They have no passwords: a password would not protect a readable file. */
    private static final String OWNER = "NODEMEM";

    private static final String READER = "READER";

    private final Path path;
    private final StoreFile file;
    private final String url;
    private final StoreKey key;
    private volatile boolean fresh;

    /**
     * @param path the path that the user gave, with or without the suffix
     * @param key null if the store is not encrypted
     */
    public H2Dialect(String path, StoreKey key) {
        String stem = stem(path);
        if (stem.contains(";")) {
            throw new BadInputException("cannot use the store " + path + ": its path has a semicolon, which H2 rejects;"
                    + " rename the folder or choose another file");
        }
        this.path = file(path);
        this.key = key == null ? null : key.copy();
        file = new StoreFile(this.path);
        // H2 interprets prefixes such as mem:, zip:, tcp: and ~, but not in a path that begins with a slash.
        url = "jdbc:h2:file:" + Path.of(stem).toAbsolutePath().normalize() + (key == null ? "" : ";CIPHER=AES");
    }

    /** The file for a path that the user gave. */
    public static Path file(String path) {
        return Path.of(stem(path) + SUFFIX);
    }

    private static String stem(String path) {
        return path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : path;
    }

    @Override
    public String place() {
        return "the store " + path;
    }

    @Override
    public boolean exists() {
        return file.exists();
    }

    @Override
    public void create() {
        file.create();
        fresh = true;
    }

    @Override
    public Connection connect(Access access) throws SQLException {
        if (!fresh) {
            file.check(access, key != null);
            StoreMeta.foreignStatement(path, key).ifPresent(statement -> {
                throw new BadInputException(
                        "cannot use " + place() + ": it is not an evidence store of this program, because it"
                                + " contains a statement that H2 would run: " + Sentences.excerpt(statement));
            });
        }
        return connect(OWNER, SETTINGS + (access == Access.READ ? ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE" : ""));
    }

    @Override
    public Connection connectReader() throws SQLException {
        return connect(READER, "");
    }

    private Connection connect(String user, String settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        // H2 wipes the array after use.
        properties.put("password", key == null ? new char[0] : key.passwords());
        // DriverManager would load every driver on the class path, and none from a plugin's class loader.
        return org.h2.Driver.load().connect(url + settings, properties);
    }

    @Override
    public void close() {
        if (key != null) {
            key.close();
        }
    }

    /** H2 drops the unreadable end of a file, so that a truncated store can seem empty. */
    @Override
    public boolean mayBeEmpty() {
        return fresh;
    }

    /** H2 writes longer results to a temporary file. */
    @Override
    public int longestResult() {
        return 2_000;
    }

    @Override
    public boolean commitsByBatch() {
        return true;
    }

    @Override
    public RowSink rows(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        return new InsertedRows(connection, table, capture);
    }

    @Override
    public List<String> grants(List<String> tables) {
        return List.of(
                "CREATE USER IF NOT EXISTS " + READER + " PASSWORD ''", "GRANT SELECT ON SCHEMA PUBLIC TO " + READER);
    }

    @Override
    public void refreshStatistics(Connection connection, List<CaptureTable> written) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE SAMPLE_SIZE 1000");
        }
    }

    @Override
    public void backup(Connection connection, Path zip) {
        StoreUpkeep.backup(this, connection, zip);
    }

    @Override
    public void compact(Connection connection) {
        StoreUpkeep.compact(this, connection);
    }

    @Override
    public BadInputException explain(Exception failure) {
        int code = failure instanceof SQLException sql ? sql.getErrorCode() : 0;
        String why =
                switch (code) {
                    case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                        LockHolder.of(path).orElse("another process")
                                + " has it open; many processes can read a store at once, but a writer needs"
                                + " it alone: wait until that process ends, or use another --store";
                    case ErrorCode.DATABASE_IS_READ_ONLY -> "it is open read-only";
                    case ErrorCode.FILE_ENCRYPTION_ERROR_1 -> "the key is wrong, or the file is damaged";
                    case ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1, ErrorCode.WRONG_USER_OR_PASSWORD ->
                        key == null
                                ? "it is an H2 database, but not an evidence store"
                                : "the key is wrong, or it is not an evidence store";
                    case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1, ErrorCode.GENERAL_ERROR_1 ->
                        "it is damaged (" + Sentences.of(failure) + "); analyze the image into a new store";
                    default -> Sentences.of(failure);
                };
        return new BadInputException("cannot use " + place() + ": " + why, failure);
    }
}
