package io.nodememory.query.check;

import io.nodememory.query.CaptureClock;
import io.nodememory.query.Query;
import io.nodememory.query.QueryContext;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.QueryResult;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.check.CheckResult.Subject;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.sql.Sql;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs rules on one capture, and on the baseline to find out which findings are new. For use by one thread. */
final class RuleCheck {
    /** Limit of the rows of a rule in a report. */
    private static final int MOST_ROWS = 200;
    /** Limit of the rows of the baseline to which findings are compared. */
    private static final int MOST_BASELINE_ROWS = 20_000;

    private static final String MASK = "********";

    private final QueryEngine engine;
    private final Sight sight;
    private final Sight before;
    private final QueryContext context;
    private final QueryContext ofBaseline;
    private final Duration timeout;
    private Map<Long, Subject> subjects;

    /** @param before the coverage of the baseline; null without a baseline */
    RuleCheck(CheckRequest request, QueryEngine engine, Connection connection, Sight sight, Sight before) {
        this.engine = engine;
        this.sight = sight;
        this.before = before;
        this.timeout = request.timeout();
        this.context = QueryContext.of(connection, request.capture())
                .withTimes(request.now(), CaptureClock.of(engine, connection, request.capture()))
                .withBaseline(request.baseline())
                .withCancellation(request.cancellation());
        this.ofBaseline = before == null
                ? null
                : QueryContext.of(connection, request.baseline())
                        .withTimes(request.now(), CaptureClock.of(engine, connection, request.baseline()))
                        .withCancellation(request.cancellation());
    }

    RuleResult run(CompiledRule rule) {
        Set<String> undecided = new LinkedHashSet<>(sight.coverage());
        Set<String> notes = new LinkedHashSet<>();
        boolean compares = look(rule, undecided, notes);
        rule.expired()
                .forEach(waiver ->
                        notes.add("the exception until " + waiver.until() + " (" + waiver.because() + ") has expired"));
        Rows rows = new Rows(List.of(), List.of(), false);
        boolean broken = false;
        List<RuleResult.Excused> excused = new ArrayList<>();
        if (before == null && rule.comparesWithBaseline()) {
            return unasked(rule, Outcome.UNDECIDED, undecided, notes);
        }
        try {
            if (undecided.isEmpty() && rule.need() != null && !holds(rule.need(), context)) {
                String why = "not checked, as it needs " + rule.rule().need().what();
                return unasked(rule, Outcome.SKIPPED, undecided, Set.of(why));
            }
            broken = rule.condition() != null && !holds(rule.condition(), context);
            if (rule.findings() != null && (rule.condition() == null || broken)) {
                rows = rows(rule.findings(), context, MOST_ROWS);
                broken |= !rows.values().isEmpty();
            }
            for (CompiledRule.Excused waiver : rule.excused()) {
                int count = rows(waiver.rows(), context, MOST_ROWS).values().size();
                if (count > 0) {
                    excused.add(new RuleResult.Excused(waiver.waiver(), count));
                }
            }
        } catch (QueryException e) {
            undecided.add(e.problem());
        }
        Outcome outcome = broken ? Outcome.FAIL : undecided.isEmpty() ? Outcome.PASS : Outcome.UNDECIDED;
        Known known = broken && before != null ? known(rule, compares, notes) : new Known(Set.of(), false);
        return new RuleResult(
                rule,
                outcome,
                rows.columns(),
                findings(rule, rows, known),
                rows.truncated(),
                before == null ? null : !known.broken(),
                List.copyOf(undecided),
                List.copyOf(notes),
                excused);
    }

    private static RuleResult unasked(CompiledRule rule, Outcome outcome, Set<String> why, Set<String> notes) {
        return new RuleResult(
                rule, outcome, List.of(), List.of(), false, null, List.copyOf(why), List.copyOf(notes), List.of());
    }

    /** Adds the reasons why evidence is missing; returns whether the rule itself compares with the baseline. */
    private boolean look(CompiledRule rule, Set<String> undecided, Set<String> notes) {
        boolean compares = false;
        for (Sql.TableUse use : uses(rule)) {
            if (!use.baseline()) {
                undecided.addAll(sight.reasons(use.table()));
                notes.addAll(sight.notes(use.table()));
            } else if (before == null) {
                undecided.add("it needs a baseline: name a capture with --baseline");
            } else {
                compares = true;
                before.coverage().forEach(why -> undecided.add("of the baseline: " + why));
                before.reasons(use.table()).forEach(why -> undecided.add("of the baseline: " + why));
            }
        }
        return compares;
    }

    private static List<Sql.TableUse> uses(CompiledRule rule) {
        Set<Sql.TableUse> uses = new LinkedHashSet<>();
        rule.queries().forEach(query -> uses.addAll(query.tables()));
        return uses.stream().sorted(Comparator.comparing(Sql.TableUse::table)).toList();
    }

    /** The findings of a rule in the baseline. */
    private record Known(Set<String> fingerprints, boolean broken) {}

    private Known known(CompiledRule rule, boolean compares, Set<String> notes) {
        if (compares) {
            return new Known(Set.of(), false);
        }
        boolean blind = !before.coverage().isEmpty()
                || uses(rule).stream()
                        .anyMatch(use -> !before.reasons(use.table()).isEmpty());
        if (blind) {
            notes.add(
                    "the baseline capture is incomplete for this rule, so findings that it may have had count as new");
        }
        try {
            boolean broken = rule.condition() != null && !holds(rule.condition(), ofBaseline);
            Set<String> fingerprints = new HashSet<>();
            if (rule.findings() != null) {
                Rows rows = rows(rule.findings(), ofBaseline, MOST_BASELINE_ROWS);
                rows.values()
                        .forEach(row ->
                                fingerprints.add(Fingerprint.of(rule.rule().id(), rows.columns(), row)));
            }
            return new Known(fingerprints, broken || !fingerprints.isEmpty());
        } catch (QueryException e) {
            notes.add("the rule failed on the baseline, so all findings count as new: " + e.problem());
            return new Known(Set.of(), false);
        }
    }

    private List<Finding> findings(CompiledRule rule, Rows rows, Known known) {
        List<Finding> findings = new ArrayList<>();
        for (List<Object> row : rows.values()) {
            String fingerprint = Fingerprint.of(rule.rule().id(), rows.columns(), row);
            Boolean isNew = before == null ? null : !known.fingerprints().contains(fingerprint);
            findings.add(new Finding(row, fingerprint, isNew, subject(rows.columns(), row)));
        }
        return List.copyOf(findings);
    }

    private record Rows(List<ResultColumn> columns, List<List<Object>> values, boolean truncated) {}

    private boolean holds(Query condition, QueryContext in) {
        return Boolean.TRUE.equals(rows(condition, in, 1).values().get(0).get(0));
    }

    private Rows rows(Query query, QueryContext in, int most) {
        List<List<Object>> values = new ArrayList<>();
        try (QueryResult result = engine.run(query, in.withLimits(most, timeout))) {
            while (result.hasNext()) {
                Object[] row = result.next();
                for (int i = 0; i < row.length; i++) {
                    row[i] = row[i] != null && result.columns().get(i).secret() ? MASK : distinct(row[i]);
                }
                values.add(Arrays.asList(row));
            }
            return new Rows(result.columns(), values, result.isTruncated());
        }
    }

    /** Removes the duplicates of a list, which a join to many rows produces. */
    private static Object distinct(Object value) {
        return value instanceof List<?> list ? list.stream().distinct().toList() : value;
    }

    private Subject subject(List<ResultColumn> columns, List<Object> row) {
        for (int i = 0; i < row.size(); i++) {
            if (columns.get(i).name().equals("pid") && row.get(i) instanceof Long pid) {
                return subjects().get(pid);
            }
        }
        return null;
    }

    private Map<Long, Subject> subjects() {
        if (subjects == null) {
            subjects = new HashMap<>();
            String query = "tasks.select(pid, name, container_id, container.container_name, container.pod_name,"
                    + " container.pod_namespace)";
            try (QueryResult rows = engine.run(query, context.withLimits(0, timeout))) {
                while (rows.hasNext()) {
                    Object[] row = rows.next();
                    subjects.put((Long) row[0], subject(row));
                }
            }
        }
        return subjects;
    }

    private static Subject subject(Object[] row) {
        return new Subject(
                (Long) row[0], (String) row[1], (String) row[2], (String) row[3], (String) row[4], (String) row[5]);
    }
}
