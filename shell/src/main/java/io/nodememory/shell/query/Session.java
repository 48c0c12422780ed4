package io.nodememory.shell.query;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.Cancellation;
import io.nodememory.query.CaptureClock;
import io.nodememory.query.QueryContext;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.QueryResult;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** An open store with the current capture and baseline. For use by one thread. */
public final class Session implements AutoCloseable {
    /** The replacement of a value that can be a secret. */
    public static final String MASK = "********";

    private final EvidenceStore store;
    private final Connection connection;
    private final QueryEngine engine;
    private Capture capture;
    private Capture baseline;
    private boolean secretsShown;

    /**
     * @param store the store, which the session closes
     * @param capture id, null for the latest
     * @throws BadInputException if the capture does not exist or its rows were deleted
     */
    public Session(EvidenceStore store, Long capture) {
        this.store = store;
        this.capture = capture == null ? latest(store) : existing(store, capture);
        this.engine = new QueryEngine(new Catalogue(store.tables()));
        this.connection = store.connect();
    }

    private static Capture latest(EvidenceStore store) {
        return store.latest()
                .orElseThrow(() -> new BadInputException(store.place() + " holds no capture: analyze an image first"));
    }

    private static Capture existing(EvidenceStore store, long id) {
        Capture found = store.capture(id);
        if (found.isDeleted()) {
            throw new BadInputException(
                    "the rows of capture %d were deleted on %s: choose another capture from 'captures'"
                            .formatted(id, found.deletion().at()));
        }
        return found;
    }

    public EvidenceStore store() {
        return store;
    }

    public Capture capture() {
        return capture;
    }

    public void use(long id) {
        capture = existing(store, id);
    }

    /** Null for none. */
    public Capture baseline() {
        return baseline;
    }

    /** @param id null for none */
    public void baseline(Long id) {
        baseline = id == null ? null : existing(store, id);
    }

    public boolean secretsShown() {
        return secretsShown;
    }

    public void showSecrets(boolean shown) {
        secretsShown = shown;
    }

    public QueryEngine engine() {
        return engine;
    }

    public Connection connection() {
        return connection;
    }

    /**
     * Runs a query.
     *
     * @return the number of rows written
     * @throws io.nodememory.query.source.QueryException if the query is wrong, fails or is cancelled
     */
    public long run(String query, RowWriter writer, Cancellation cancellation) throws IOException {
        QueryContext context = QueryContext.of(connection, capture.id())
                .withTimes(Instant.now(), query.contains("captured") ? capturedAt() : null)
                .withBaseline(baseline == null ? null : baseline.id())
                .withCancellation(cancellation);
        if (query.isBlank()) {
            throw new BadInputException("the query is empty: try tasks.where { uid == 0 }");
        }
        long rows = 0;
        try (QueryResult result = engine.run(query, context)) {
            boolean[] masked = new boolean[result.columns().size()];
            for (int i = 0; i < masked.length; i++) {
                masked[i] = result.columns().get(i).secret() && !secretsShown;
            }
            writer.start(result.columns().stream()
                    .map(column -> new OutputColumn(column.name(), column.kind()))
                    .toList());
            while (!cancellation.isCancelled() && result.hasNext()) {
                writer.row(masked(result.next(), masked));
                rows++;
            }
            writer.finish();
        }
        return rows;
    }

    /** The time of the capture by the machine's clock; null if it could not be read. */
    public Instant capturedAt() {
        return CaptureClock.of(engine, connection, capture.id());
    }

    private static List<Object> masked(Object[] row, boolean[] masked) {
        for (int i = 0; i < row.length; i++) {
            if (masked[i] && row[i] != null) {
                row[i] = MASK;
            }
        }
        return Arrays.asList(row);
    }

    @Override
    public void close() {
        try (store) {
            connection.close();
        } catch (SQLException e) {
            throw new BadInputException("cannot close " + store.place() + ": " + e.getMessage(), e);
        }
    }
}
