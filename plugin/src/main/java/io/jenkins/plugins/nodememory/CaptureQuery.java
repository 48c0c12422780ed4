package io.jenkins.plugins.nodememory;

import io.jenkins.plugins.nodememory.store.ControllerStore;
import io.jenkins.plugins.nodememory.store.StoreThread;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.query.Cancellation;
import io.nodememory.query.QueryContext;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.QueryResult;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.source.QueryException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A query on a capture of the controller's store, within limits.
 *
 * @param limit the largest number of rows
 */
record CaptureQuery(CaptureSummary capture, String text, int limit, Duration timeout) {
    private static final int PAGE_ROWS = 500;
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(20);

    /** The limit for the characters of all rows, which protects the controller's heap. */
    private static final int MOST_CHARACTERS = 32 << 20;

    /** The mask of a value that may be a secret. */
    private static final String MASK = "********";

    static CaptureQuery forPage(CaptureSummary capture, String text) {
        return new CaptureQuery(capture, text, PAGE_ROWS, PAGE_TIMEOUT);
    }

    /**
     * @throws QueryException if the query is wrong, fails or takes too long
     * @throws io.nodememory.kernel.BadInputException if the store no longer has the capture
     */
    QueryRows run() throws Exception {
        Cancellation cancellation = new Cancellation();
        return StoreThread.call(
                () -> {
                    try (ControllerStore store = ControllerStore.use(capture.getStore());
                            Connection connection = store.evidence().connect()) {
                        return ask(store.evidence(), connection, cancellation);
                    }
                },
                cancellation::cancel);
    }

    private QueryRows ask(EvidenceStore store, Connection connection, Cancellation cancellation) {
        Capture stored = store.capture(capture.getId());
        if (stored.isDeleted() || !stored.uuid().equals(capture.getUuid())) {
            throw new QueryException("the rows of " + capture + " are no longer in the store " + capture.getStore());
        }
        QueryEngine engine = new QueryEngine(new Catalogue(store.tables()));
        QueryContext context = QueryContext.of(connection, stored.id())
                .withTimes(Instant.now(), text.contains("captured") ? capturedAt(engine, connection, stored) : null)
                .withLimits(limit, timeout)
                .withCancellation(cancellation);
        try (QueryResult result = engine.run(text, context)) {
            List<ResultColumn> columns = result.columns();
            List<List<Object>> rows = new ArrayList<>();
            long characters = 0;
            while (result.hasNext()) {
                List<Object> row = row(columns, result.next());
                characters += row.stream().mapToLong(CaptureQuery::characters).sum();
                if (characters > MOST_CHARACTERS) {
                    throw new QueryException("the rows have more than %,d characters; select fewer columns or rows"
                            .formatted(MOST_CHARACTERS));
                }
                rows.add(row);
            }
            return new QueryRows(
                    new ArrayList<>(columns.stream().map(ResultColumn::name).toList()), rows, result.isTruncated());
        }
    }

    /** The node's clock in the image; null if it could not be read. */
    private static Instant capturedAt(QueryEngine engine, Connection connection, Capture stored) {
        QueryContext context = QueryContext.of(connection, stored.id());
        try (QueryResult result = engine.run("boot.select { [captured_at] }", context)) {
            return result.hasNext() ? (Instant) result.next()[0] : null;
        }
    }

    private static List<Object> row(List<ResultColumn> columns, Object[] values) {
        List<Object> row = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            row.add(values[i] == null ? null : plain(columns.get(i), values[i]));
        }
        return row;
    }

    private static Object plain(ResultColumn column, Object value) {
        if (column.secret()) {
            return MASK;
        } else if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        } else if (column.kind() == ColumnSpec.Kind.ADDRESS) {
            return "0x%016x".formatted((Long) value);
        }
        return value instanceof Instant time ? time.toString() : value;
    }

    private static long characters(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(CaptureQuery::characters).sum();
        }
        return value instanceof String text ? text.length() : 1;
    }
}
