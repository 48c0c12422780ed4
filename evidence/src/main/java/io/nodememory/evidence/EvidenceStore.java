package io.nodememory.evidence;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.TableSpec;
import io.nodememory.kernel.table.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A store of captures: {@link Tables#ALL} as SQL tables, and who captured what, when, from what. Safe for use by many threads.
 *
 * <p>Do not interrupt a thread that is inside: the database closes its file when that happens.
 */
public final class EvidenceStore implements AutoCloseable {
    /** Where the store is if nobody says otherwise: below the current folder, so that a folder per case is natural. */
    public static final String DEFAULT = ".nodemem/evidence";

    private final Dialect dialect;
    private final Access access;
    private final List<TableSpec<?>> tables;
    private final Connection connection;

    private EvidenceStore(Dialect dialect, Access access, List<TableSpec<?>> tables, Connection connection) {
        this.dialect = dialect;
        this.access = access;
        this.tables = tables;
        this.connection = connection;
    }

    /**
     * Opens a store with the tables of {@link Tables#ALL}.
     *
     * @param spec path of a file, with or without {@code .mv.db}
     * @throws BadInputException if there is none to read, another process holds it, or it is not a store
     */
    public static EvidenceStore open(String spec, Access access) {
        return open(spec, access, Tables.ALL);
    }

    /** Opens a store with tables of one's own; see {@link #open(String, Access)}. */
    public static EvidenceStore open(String spec, Access access, List<TableSpec<?>> tables) {
        Dialect dialect = new H2Dialect(spec);
        if (!dialect.exists()) {
            if (access == Access.READ) {
                throw new BadInputException("there is no " + dialect.place().replaceFirst("^the ", "")
                        + ": analyze an image first, or name another with --store");
            }
            dialect.create();
        }
        try {
            return new EvidenceStore(dialect, access, tables, new StoreOpening(dialect, tables).open(access));
        } catch (SQLException | IllegalStateException e) {
            throw dialect.explain(e);
        }
    }

    /** The store as messages name it. */
    public String place() {
        return dialect.place();
    }

    public List<TableSpec<?>> tables() {
        return tables;
    }

    /** All captures by id, deleted ones included. */
    public List<Capture> captures() {
        return call(c -> RowSql.select(c, Capture.TABLE, "ORDER BY \"id\""));
    }

    /** The newest capture that is not deleted. */
    public Optional<Capture> latest() {
        return call(c -> RowSql.select(
                        c, Capture.TABLE, "WHERE \"deleted\" IS NULL ORDER BY \"id\" DESC FETCH FIRST 1 ROWS ONLY"))
                .stream()
                .findFirst();
    }

    /** @throws BadInputException if there is no such capture, with the ids that there are */
    public Capture capture(long id) {
        return call(c -> RowSql.select(c, Capture.TABLE, "WHERE \"id\" = ?", id)).stream()
                .findFirst()
                .orElseThrow(() ->
                        new BadInputException("%s has no capture %d; it has %s".formatted(place(), id, knownIds())));
    }

    private String knownIds() {
        List<Capture> all = captures();
        return all.isEmpty()
                ? "none yet"
                : all.stream().map(c -> Long.toString(c.id())).collect(Collectors.joining(", "));
    }

    /** What a capture wrote, table by table. */
    public List<CaptureTable> tablesOf(long capture) {
        return call(c -> RowSql.select(c, CaptureTable.TABLE, "WHERE \"capture\" = ? ORDER BY \"name\"", capture));
    }

    /** Begins a capture; nothing of it is seen by anyone before {@link CaptureWriter#finish}. */
    public CaptureWriter begin(CaptureInfo info) {
        if (access == Access.READ) {
            throw new IllegalStateException(place() + " is open for reading");
        }
        return new CaptureWriter(new CaptureTransaction(dialect, info));
    }

    /** A new connection that can only select; the caller closes it, before the store. */
    public Connection connect() {
        try {
            Connection reader = dialect.connectReader();
            reader.setReadOnly(true);
            return reader;
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    private <T> T call(SqlCall<T> call) {
        synchronized (connection) {
            try {
                return call.on(connection);
            } catch (SQLException e) {
                throw dialect.explain(e);
            }
        }
    }

    private interface SqlCall<T> {
        T on(Connection connection) throws SQLException;
    }
}
