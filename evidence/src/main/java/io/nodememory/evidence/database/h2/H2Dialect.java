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

/** A store in one file of H2's ({@code .mv.db}), private to its owner. */
public final class H2Dialect implements Dialect {
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

    private final Path path;
    private final StoreFile file;
    private final String url;
    private final StoreKey key;
    private volatile boolean fresh;

    /**
     * @param path the store as named by the user, with or without the suffix
     * @param key null if it is not encrypted
     */
    public H2Dialect(String path, StoreKey key) {
        String stem = stem(path);
        if (stem.contains(";")) {
            throw new BadInputException("cannot use the store " + path + ": its path has a semicolon, which H2 refuses;"
                    + " rename the folder or choose another file");
        }
        this.path = file(path);
        this.key = key == null ? null : key.copy();
        file = new StoreFile(this.path);
        // An absolute path begins with a slash: H2 then sees none of its own prefixes in it (mem:, zip:, tcp:, ~).
        url = "jdbc:h2:file:" + Path.of(stem).toAbsolutePath().normalize() + (key == null ? "" : ";CIPHER=AES");
    }

    /** The file of a store as named by the user. */
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
                        "cannot use " + place() + ": it is not an evidence store of this program, it holds"
                                + " a statement that opening it would run: " + Sentences.excerpt(statement));
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
        // H2 wipes the array when it has read it.
        properties.put("password", key == null ? new char[0] : key.passwords());
        // Not by DriverManager: it would load every driver on the class path, and none in a plugin's class loader.
        return org.h2.Driver.load().connect(url + settings, properties);
    }

    @Override
    public void close() {
        if (key != null) {
            key.close();
        }
    }

    /** H2 drops what it cannot read at the end of a file: of a truncated store nothing may be left. */
    @Override
    public boolean mayBeEmpty() {
        return fresh;
    }

    /** What is longer is put aside in a file. */
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
                                + " has it open; many may read a store at once, but who writes has it alone:"
                                + " wait until it ends, or use another --store";
                    case ErrorCode.DATABASE_IS_READ_ONLY -> "it is open for reading only";
                    case ErrorCode.FILE_ENCRYPTION_ERROR_1 -> "the key given is not its key, or the file is damaged";
                    case ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1, ErrorCode.WRONG_USER_OR_PASSWORD ->
                        key == null
                                ? "it is an H2 database, but not an evidence store"
                                : "the key given is not its key, or it is not an evidence store";
                    case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1, ErrorCode.GENERAL_ERROR_1 ->
                        "it is damaged (" + Sentences.of(failure) + "); analyze the image into a new store";
                    default -> Sentences.of(failure);
                };
        return new BadInputException("cannot use " + place() + ": " + why, failure);
    }
}
