package io.nodememory.evidence;

import io.nodememory.evidence.capture.Approval;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.compare.CaptureComparison;
import io.nodememory.evidence.compare.CaptureDiff;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.RowSql;
import io.nodememory.evidence.database.RowVisitor;
import io.nodememory.evidence.database.Schema;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.evidence.database.StoreSettings;
import io.nodememory.evidence.database.TableReader;
import io.nodememory.evidence.database.h2.H2Dialect;
import io.nodememory.evidence.database.h2.StoreFile;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.evidence.database.h2.StoreUpkeep;
import io.nodememory.evidence.database.postgres.PostgresDialect;
import io.nodememory.evidence.transfer.CaptureCopy;
import io.nodememory.evidence.value.Values;
import io.nodememory.evidence.verify.Verification;
import io.nodememory.evidence.verify.Verifier;
import io.nodememory.evidence.write.CaptureDeletion;
import io.nodememory.evidence.write.CaptureTransaction;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

    /** Rises when what an older program reads would no longer mean the same. */
    public static final int SCHEMA_VERSION = Schema.VERSION;

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
     * @param spec path of a file, with or without {@code .mv.db}, or {@code jdbc:postgresql://…}
     * @throws BadInputException if there is none to read, another process holds it, or it is not a store
     */
    public static EvidenceStore open(String spec, Access access) {
        return open(spec, access, null, Tables.ALL);
    }

    /**
     * Opens a store that is encrypted, or makes one; see {@link #open(String, Access)}.
     *
     * @param key of which the store takes a copy; null for a store that is not encrypted
     * @throws BadInputException also if the store has another key, or none
     */
    public static EvidenceStore open(String spec, Access access, StoreKey key) {
        return open(spec, access, key, Tables.ALL);
    }

    /** Whether it needs a key: false if there is no such store. */
    public static boolean isEncrypted(String spec) {
        return !spec.startsWith(PostgresDialect.PREFIX) && new StoreFile(H2Dialect.file(spec)).isEncrypted();
    }

    /** Opens a store with tables of one's own; see {@link #open(String, Access)}. */
    public static EvidenceStore open(String spec, Access access, List<TableSpec<?>> tables) {
        return open(spec, access, null, tables);
    }

    /** Opens an encrypted store with tables of one's own. */
    public static EvidenceStore open(String spec, Access access, StoreKey key, List<TableSpec<?>> tables) {
        Dialect dialect = dialect(spec, key);
        try {
            return open(dialect, access, tables);
        } catch (RuntimeException e) {
            dialect.close();
            throw e;
        }
    }

    private static Dialect dialect(String spec, StoreKey key) {
        if (!spec.startsWith(PostgresDialect.PREFIX)) {
            return new H2Dialect(spec, key);
        } else if (key != null) {
            throw new BadInputException(
                    "a store in PostgreSQL has no key: give none, and have its server's disk encrypted");
        }
        return new PostgresDialect(spec);
    }

    private static EvidenceStore open(Dialect dialect, Access access, List<TableSpec<?>> tables) {
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

    /** The hash of the capture that was stored last, which the next one follows; empty before the first. */
    public Optional<String> chainHead() {
        return Optional.of(call(c -> StoreSettings.get(c, StoreSettings.CHAIN_HEAD)))
                .filter(head -> !head.isEmpty());
    }

    /** Begins a capture; nothing of it is seen by anyone before {@link CaptureWriter#finish}. */
    public CaptureWriter begin(CaptureInfo info) {
        if (access == Access.READ) {
            throw new IllegalStateException(place() + " is open for reading");
        }
        return new CaptureWriter(new CaptureTransaction(dialect, info));
    }

    /** Recomputes the hashes of a capture's tables and record, of its image if the file is there, and its links. */
    public Verification verify(long id) {
        Capture capture = capture(id);
        return transaction(c -> new Verifier(c, tables, capture, tablesOf(id))
                .verify(captures(), StoreSettings.get(c, StoreSettings.CHAIN_HEAD)));
    }

    /**
     * Deletes a capture's rows; its record stays, marked with who did it and when.
     *
     * @throws BadInputException if there is no such capture or it was deleted before
     */
    public void delete(long id, String operator, String reason) {
        if (capture(id).isDeleted()) {
            throw new BadInputException("capture %d of %s is deleted already".formatted(id, place()));
        }
        transaction(c -> {
            CaptureDeletion.delete(dialect, c, tables, id, operator, reason);
            return null;
        });
    }

    /**
     * Vouches for a capture as a baseline; an approval of the same name from before stays on record, and no longer holds.
     *
     * @param operator who does, as user@host
     * @param reason null if not said
     * @throws BadInputException if there is no such capture, its rows were deleted, or the name can be none
     */
    public Approval approve(long id, String name, String operator, String reason) {
        Capture capture = present(id);
        if (!Approval.isName(name)) {
            throw new BadInputException("'" + name + "' cannot name a baseline: use letters, digits, '.', '_' and '-',"
                    + " at most 63, not digits alone and not last-good");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Approval approval = new Approval(
                name, id, capture.hash(), now, Values.text(operator), reason == null ? null : Values.text(reason));
        return transaction(c -> {
            RowSql.insertRow(c, Approval.TABLE, approval);
            return approval;
        });
    }

    /** All approvals, the newest first. */
    public List<Approval> approvals() {
        return call(c -> RowSql.select(c, Approval.TABLE, "ORDER BY \"approved\" DESC"));
    }

    /**
     * The capture that was last approved under a name.
     *
     * @throws BadInputException if there is none, its rows were deleted, or its record is not what was approved
     */
    public Capture baseline(String name) {
        Approval approval = approvals().stream()
                .filter(a -> a.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "%s has no baseline '%s'; %s".formatted(place(), name, knownBaselines())));
        Capture capture = present(approval.capture());
        if (!approval.captureHash().equals(capture.hash())) {
            throw new BadInputException(
                    "capture %d is no longer what was approved as '%s': its hash is another; run 'captures verify %1$d'"
                            .formatted(capture.id(), name));
        }
        return capture;
    }

    private String knownBaselines() {
        List<String> names = approvals().stream().map(Approval::name).distinct().toList();
        return names.isEmpty()
                ? "approve one first: 'captures approve ID --as NAME'"
                : "it has " + String.join(", ", names);
    }

    /**
     * Copies a capture to another store. There it has a number of its own and is sealed anew, with the same hashes of its tables.
     *
     * @throws BadInputException if there is no such capture or its rows were deleted
     */
    public Capture copy(long id, EvidenceStore target) {
        Capture capture = present(id);
        List<CaptureTable> written = tablesOf(id);
        return transaction(c -> new CaptureCopy(c, tables).copy(capture, written, target));
    }

    /**
     * What was added, removed and changed between two captures.
     *
     * @param limit rows to return of each kind of difference in each table
     * @throws BadInputException if one of them is not there or deleted
     */
    public CaptureDiff diff(long before, long after, int limit) {
        Capture first = present(before);
        Capture second = present(after);
        return transaction(
                c -> new CaptureComparison(c, first, second, limit).compare(tables, tablesOf(before), tablesOf(after)));
    }

    /** Like {@link #capture}, refusing one whose rows were deleted. */
    private Capture present(long id) {
        Capture capture = capture(id);
        if (capture.isDeleted()) {
            throw new BadInputException("capture %d of %s was deleted on %s by %s"
                    .formatted(id, place(), capture.deleted(), capture.deletedBy()));
        }
        return capture;
    }

    /**
     * A select, not run yet; the caller closes it, before the store.
     *
     * @param parameters Long, Integer, Boolean, String, Instant, List of String or numbers, or null
     * @param timeout full seconds, at least one
     */
    public StoreQuery query(String sql, List<?> parameters, Duration timeout) {
        return new StoreQuery(dialect, sql, parameters, timeout);
    }

    /**
     * Reads all rows of a capture in a table, in the order in which they were written; memory does not grow with them.
     *
     * @throws IOException if the visitor throws it
     */
    public void read(long capture, TableSpec<?> table, RowVisitor visitor) throws IOException {
        try (Connection own = dialect.connectReader()) {
            // A server sends rows piece by piece only within a transaction.
            own.setAutoCommit(false);
            new TableReader(own, dialect.longestResult()).read(capture, table, visitor);
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    /** A new connection that can only select; the caller closes it, before the store. */
    public Connection connect() {
        try {
            return dialect.connectReader();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    /**
     * Copies a store that is a file, as it is now, while others use it.
     *
     * @param zip a new file, for its owner alone, that holds the store's file
     * @throws BadInputException if the store is in a server, or the copy cannot be written
     */
    public void backup(Path zip) {
        StoreUpkeep.backup(dialect, connection, zip);
    }

    /**
     * Closes a store that nobody else uses, and gives back the room that deleted captures had in its file; of a store in a server
     * that is the server's own task.
     */
    public void closeCompacted() {
        StoreUpkeep.compact(dialect, connection);
        close();
    }

    @Override
    public void close() {
        try (dialect) {
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

    private <T> T transaction(SqlCall<T> call) {
        try (Connection own = dialect.connect(access)) {
            own.setAutoCommit(false);
            T result = call.on(own);
            own.commit();
            return result;
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    private interface SqlCall<T> {
        T on(Connection connection) throws SQLException;
    }
}
