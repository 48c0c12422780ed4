package io.nodememory.query.report.html;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.compare.CaptureDiff;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.CaptureClock;
import io.nodememory.query.QueryContext;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.QueryResult;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.check.CheckResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts on the page besides the findings.
 *
 * @param processes ordered by start time
 * @param more whether the capture has more processes
 * @param bootTime null if it could not be read
 * @param capturedAt the time of the capture by the machine's clock; null if it could not be read
 * @param diff the difference to the baseline; null without a baseline
 */
record ReportFacts(
        List<Program> processes,
        boolean more,
        Instant bootTime,
        Instant capturedAt,
        List<CaptureTable> tables,
        List<Problem> problems,
        CaptureDiff diff) {
    /** Limit of the processes on a page: more than a node runs, and few enough for a browser. */
    private static final int MOST_PROCESSES = 10_000;
    /** Limit of the added, removed and changed rows of each table. */
    private static final int MOST_CHANGES = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A process. {@code container} is an id and {@code place} its pod and name; both are null on the node itself. */
    record Program(
            long pid,
            Long parent,
            String name,
            boolean kernelThread,
            Instant started,
            String command,
            String executable,
            Long user,
            String container,
            String place) {
        /** The pod and container in short form; empty on the node itself. */
        String briefPlace() {
            return place == null ? "" : place.replaceFirst("^pod ", "").replace(", container ", ": ");
        }
    }

    /** A kind of read error, one example of its reason, and the number of such errors. */
    record Problem(String table, String doing, String why, long count) {}

    static ReportFacts of(EvidenceStore store, CheckResult result) {
        QueryEngine engine = new QueryEngine(new Catalogue(store.tables()));
        long capture = result.capture().id();
        try (Connection connection = store.connect()) {
            QueryContext context = QueryContext.of(connection, capture).withLimits(MOST_PROCESSES, PATIENCE);
            List<Program> processes = new ArrayList<>();
            boolean more;
            try (QueryResult rows = engine.run(
                    "tasks.orderBy(start_time, pid).select(pid, ppid, name, kernel_thread, start_time, cmdline, exe, uid,"
                            + " container.pod_namespace, container.pod_name, container.container_name, container_id)",
                    context)) {
                while (rows.hasNext()) {
                    processes.add(process(rows.next()));
                }
                more = rows.isTruncated();
            }
            return new ReportFacts(
                    processes,
                    more,
                    bootTime(engine, context),
                    CaptureClock.of(engine, connection, capture),
                    store.tablesOf(capture),
                    problems(engine, context),
                    result.baseline() == null
                            ? null
                            : store.diff(result.baseline().id(), capture, MOST_CHANGES));
        } catch (SQLException e) {
            throw new BadInputException("cannot close " + store.place() + ": " + e.getMessage(), e);
        }
    }

    /** The places by the ids of their containers. */
    Map<String, String> places() {
        Map<String, String> places = new HashMap<>();
        processes.stream()
                .filter(process -> process.container() != null)
                .forEach(process -> places.put(process.container(), process.place()));
        return places;
    }

    private static Program process(Object[] row) {
        String container = (String) row[11];
        CheckResult.Subject subject = new CheckResult.Subject(
                (Long) row[0], (String) row[2], container, (String) row[10], (String) row[9], (String) row[8]);
        return new Program(
                (Long) row[0],
                (Long) row[1],
                (String) row[2],
                Boolean.TRUE.equals(row[3]),
                (Instant) row[4],
                (String) row[5],
                (String) row[6],
                (Long) row[7],
                container,
                container == null ? null : subject.place());
    }

    private static Instant bootTime(QueryEngine engine, QueryContext context) {
        try (QueryResult rows = engine.run("boot.select(boot_time)", context)) {
            return rows.hasNext() ? (Instant) rows.next()[0] : null;
        }
    }

    private static List<Problem> problems(QueryEngine engine, QueryContext context) {
        List<Problem> problems = new ArrayList<>();
        try (QueryResult rows =
                engine.run("problems.by(table, doing).select(table, doing, count, min(why)).limit(200)", context)) {
            while (rows.hasNext()) {
                Object[] row = rows.next();
                problems.add(new Problem((String) row[0], (String) row[1], (String) row[3], (Long) row[2]));
            }
        }
        return problems;
    }
}
