package io.nodememory.evidence;

import io.nodememory.evidence.capture.Approval;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.compare.CaptureComparison;
import io.nodememory.evidence.compare.CaptureDiff;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.RowVisitor;
import io.nodememory.evidence.database.Schema;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.evidence.database.StoreSettings;
import io.nodememory.evidence.database.TableReader;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.evidence.transfer.CaptureCopy;
import io.nodememory.evidence.transfer.CaptureReceiver;
import io.nodememory.evidence.verify.Verification;
import io.nodememory.evidence.verify.Verifier;
import io.nodememory.evidence.write.CaptureDeletion;
import io.nodememory.evidence.write.CaptureTransaction;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A store of captures: the evidence tables ({@link Tables#ALL}) in SQL, with the custody record of each capture. Safe for use
 * by many threads.
 *
 * <p>Do not interrupt a thread while it is in a method of this class: H2 closes its file when that happens.
 */
public final class EvidenceStore implements AutoCloseable {
    /** The default store, below the working directory, so that each case folder has a store of its own. */
    public static final String DEFAULT = ".nodemem/evidence";

    /** The version of the schema; see {@link Schema#VERSION}. */
    public static final int SCHEMA_VERSION = Schema.VERSION;

    private final StoreConnection store;
    private final List<TableSpec<?>> tables;
    private final CaptureRecords captures;
    private final Baselines baselines;

    private EvidenceStore(StoreConnection store, List<TableSpec<?>> tables) {
        this.store = store;
        this.tables = tables;
        this.captures = new CaptureRecords(store);
        this.baselines = new Baselines(store, captures);
    }

    /**
     * Opens a store with the tables of {@link Tables#ALL}.
     *
     * @param spec path of a file, with or without {@code .mv.db}, or {@code jdbc:postgresql://…}
     * @throws BadInputException if there is no store to read, another process holds it, or it is not an evidence store
     */
    public static EvidenceStore open(String spec, Access access) {
        return open(spec, access, null, Tables.ALL);
    }

    /**
     * Opens or creates an encrypted store; see {@link #open(String, Access)}.
     *
     * @param key the store keeps a copy; null for a store without encryption
     * @throws BadInputException also if the store has another key or no key
     */
    public static EvidenceStore open(String spec, Access access, StoreKey key) {
        return open(spec, access, key, Tables.ALL);
    }

    /** Opens a store with the given tables; see {@link #open(String, Access)}. */
    public static EvidenceStore open(String spec, Access access, List<TableSpec<?>> tables) {
        return open(spec, access, null, tables);
    }

    /** Opens an encrypted store with the given tables. */
    public static EvidenceStore open(String spec, Access access, StoreKey key, List<TableSpec<?>> tables) {
        Dialect dialect = new StoreAddress(spec).dialect(key);
        try {
            return new EvidenceStore(new StoreOpening(dialect, tables).open(access), tables);
        } catch (RuntimeException e) {
            dialect.close();
            throw e;
        }
    }

    /** Whether a store needs a key; false also if there is no such store. */
    public static boolean isEncrypted(String spec) {
        return new StoreAddress(spec).isEncrypted();
    }

    /**
     * Encrypts a store that is a file, changes its key, or decrypts it. The captures and their hashes do not change. Needs as
     * much free disk space as the file has, and that no process has the store open.
     *
     * @param from the present key; null if the store is not encrypted
     * @param to the new key; null to decrypt
     * @throws BadInputException if the key is wrong, or the store is in use or cannot be written; the file is then unchanged
     */
    public static void changeKey(String spec, StoreKey from, StoreKey to) {
        new StoreAddress(spec).changeKey(from, to);
    }

    /** The store as messages name it. */
    public String place() {
        return store.place();
    }

    public List<TableSpec<?>> tables() {
        return tables;
    }

    /** All captures by id, deleted ones included. */
    public List<Capture> captures() {
        return captures.all();
    }

    /** The newest capture that is not deleted. */
    public Optional<Capture> latest() {
        return captures.latest();
    }

    /** @throws BadInputException if the store has no such capture; the message lists the ids it has */
    public Capture capture(long id) {
        return captures.get(id);
    }

    /** The tables that a capture wrote, by name. */
    public List<CaptureTable> tablesOf(long capture) {
        return captures.tablesOf(capture);
    }

    /** The hash of the capture that was stored last, which the next capture follows; empty before the first. */
    public Optional<String> chainHead() {
        return captures.chainHead();
    }

    /** Begins a capture. Readers see nothing of it before {@link CaptureWriter#finish}. */
    public CaptureWriter begin(CaptureInfo info) {
        if (store.isReadOnly()) {
            throw new IllegalStateException(place() + " is open for reading");
        }
        return new CaptureWriter(new CaptureTransaction(store.dialect(), info));
    }

    /**
     * Stores a capture that a {@link io.nodememory.evidence.transfer.CaptureSender} sends from another machine. Memory use does
     * not depend on the size of the capture.
     *
     * @param in not closed here
     * @param complement adds to the sender's description what only the owner of this store knows
     * @throws BadInputException if the data ends early or is damaged, or the store rejects it; nothing of the capture remains
     * @throws java.util.concurrent.CancellationException if this thread is interrupted
     * @throws IOException if the connection fails
     */
    public Capture receive(InputStream in, UnaryOperator<CaptureInfo> complement) throws IOException {
        return new CaptureReceiver(in, tables).receive(info -> begin(complement.apply(info)));
    }

    /** Recomputes a capture's hashes (tables, record, image if the file exists) and checks its place in the chain. */
    public Verification verify(long id) {
        Capture capture = captures.get(id);
        List<CaptureTable> recorded = captures.tablesOf(id);
        return store.transaction(c -> new Verifier(c, tables, capture, recorded)
                .verify(captures.all(), StoreSettings.get(c, StoreSettings.CHAIN_HEAD)));
    }

    /**
     * Deletes the rows of a capture. Its record stays, with the operator, the time and the reason of the deletion.
     *
     * @throws BadInputException if there is no such capture or its rows were deleted before
     */
    public void delete(long id, String operator, String reason) {
        if (captures.get(id).isDeleted()) {
            throw new BadInputException("capture %d of %s is deleted already".formatted(id, place()));
        }
        store.transaction(c -> {
            CaptureDeletion.delete(store.dialect(), c, tables, id, operator, reason);
            return null;
        });
    }

    /**
     * Approves a capture as a baseline. An earlier approval of the same name stays on record but no longer counts.
     *
     * @param operator who approves, as user@host
     * @param reason null if none was given
     * @throws BadInputException if there is no such capture, its rows were deleted, or the name is not valid
     */
    public Approval approve(long id, String name, String operator, String reason) {
        return baselines.approve(id, name, operator, reason);
    }

    /** All approvals, the newest first. */
    public List<Approval> approvals() {
        return baselines.approvals();
    }

    /**
     * The capture that was last approved under a name.
     *
     * @throws BadInputException if there is none, its rows were deleted, or its record changed since the approval
     */
    public Capture baseline(String name) {
        return baselines.named(name);
    }

    /**
     * Copies a capture to another store. The copy gets a new number and a new seal; the hashes of its tables stay the same.
     *
     * @throws BadInputException if there is no such capture or its rows were deleted
     */
    public Capture copy(long id, EvidenceStore target) {
        Capture capture = captures.present(id);
        List<CaptureTable> written = captures.tablesOf(id);
        return store.transaction(c -> new CaptureCopy(c, tables).copy(capture, written, target::begin));
    }

    /**
     * Compares two captures: rows added, removed and changed.
     *
     * @param limit rows to return of each kind of difference in each table
     * @throws BadInputException if one of them does not exist or was deleted
     */
    public CaptureDiff diff(long before, long after, int limit) {
        Capture first = captures.present(before);
        Capture second = captures.present(after);
        List<CaptureTable> ofFirst = captures.tablesOf(before);
        List<CaptureTable> ofSecond = captures.tablesOf(after);
        return store.transaction(
                c -> new CaptureComparison(c, first, second, limit).compare(tables, ofFirst, ofSecond));
    }

    /**
     * Prepares a SELECT without running it. The caller closes it before the store.
     *
     * @param parameters Long, Integer, Boolean, String, Instant, List of String or numbers, or null
     * @param timeout whole seconds, at least one
     */
    public StoreQuery query(String sql, List<?> parameters, Duration timeout) {
        return new StoreQuery(store.dialect(), sql, parameters, timeout);
    }

    /**
     * Reads all rows of a capture in a table, in the order in which they were written. Memory use does not depend on their number.
     *
     * @throws IOException if the visitor throws it
     */
    public void read(long capture, TableSpec<?> table, RowVisitor visitor) throws IOException {
        Dialect dialect = store.dialect();
        try (Connection own = dialect.connectReader()) {
            // A server sends rows piece by piece only within a transaction.
            own.setAutoCommit(false);
            new TableReader(own, dialect.longestResult()).read(capture, table, visitor);
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    /** A new connection that can only select. The caller closes it before the store. */
    public Connection connect() {
        try {
            return store.dialect().connectReader();
        } catch (SQLException e) {
            throw store.dialect().explain(e);
        }
    }

    /**
     * Copies a store that is a file, as it is now, while other processes use it.
     *
     * @param zip a new file, readable by its owner alone, for the store's file
     * @throws BadInputException if the store is in a server, or the copy cannot be written
     */
    public void backup(Path zip) {
        store.call(c -> {
            store.dialect().backup(c, zip);
            return null;
        });
    }

    /**
     * Closes a store that no other process uses, and shrinks its file by the space of deleted captures. Has no such effect on a
     * store in a server.
     */
    public void closeCompacted() {
        store.call(c -> {
            store.dialect().compact(c);
            return null;
        });
        close();
    }

    @Override
    public void close() {
        store.close();
    }
}
