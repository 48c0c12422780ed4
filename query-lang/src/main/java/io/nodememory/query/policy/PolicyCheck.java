package io.nodememory.query.policy;

import io.nodememory.evidence.Capture;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.table.TableSpec;
import io.nodememory.query.Query;
import io.nodememory.query.QueryContext;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.QueryException;
import io.nodememory.query.QueryResult;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.policy.CheckReport.Subject;
import io.nodememory.query.policy.RuleResult.Outcome;
import io.nodememory.query.sql.Sql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Runs rules on one capture of a store. For one thread. */
public final class PolicyCheck {
    /** Rows of a rule that are kept: enough to act on, few enough for a report. */
    private static final int MOST_ROWS = 200;

    private static final String MASK = "********";

    private final EvidenceStore store;
    private final QueryEngine engine;
    private final QueryContext context;
    private final Capture capture;
    private final Capture baseline;
    private final Sight sight;
    private final Sight baselineSight;

    /** @param context names the capture, the baseline, the times and the limit of time for each rule */
    public PolicyCheck(EvidenceStore store, QueryEngine engine, QueryContext context) {
        this.store = store;
        this.engine = engine;
        this.context = context;
        this.capture = store.capture(context.capture());
        this.baseline = context.baseline() == null ? null : store.capture(context.baseline());
        this.sight = sight(capture, context);
        this.baselineSight =
                baseline == null ? null : sight(baseline, QueryContext.of(context.connection(), baseline.id()));
    }

    private Sight sight(Capture of, QueryContext in) {
        return new Sight(of, store.tablesOf(of.id()), engine, in);
    }

    /** Runs the rules one after the other. */
    public CheckReport run(List<CompiledRule> rules) {
        List<RuleResult> results = rules.stream().map(this::run).toList();
        return new CheckReport(capture, baseline, context.now(), results, subjects(results));
    }

    private RuleResult run(CompiledRule rule) {
        Set<String> undecided = new LinkedHashSet<>(sight.coverage());
        Set<String> notes = new LinkedHashSet<>();
        look(rule, undecided, notes);
        rule.expired()
                .forEach(waiver -> notes.add(
                        "the exception until " + waiver.until() + " (" + waiver.because() + ") holds no longer"));
        Rows rows = new Rows(List.of(), List.of(), false);
        boolean broken = false;
        List<RuleResult.Excused> excused = new ArrayList<>();
        try {
            broken = rule.condition() != null
                    && !Boolean.TRUE.equals(
                            rows(rule.condition()).values().get(0).get(0));
            if (rule.findings() != null && (rule.condition() == null || broken)) {
                rows = rows(rule.findings());
                broken |= !rows.values().isEmpty();
            }
            for (CompiledRule.Excused waiver : rule.excused()) {
                int count = rows(waiver.rows()).values().size();
                if (count > 0) {
                    excused.add(new RuleResult.Excused(waiver.waiver(), count));
                }
            }
        } catch (QueryException e) {
            undecided.add(e.problem());
        }
        Outcome outcome = broken ? Outcome.FAIL : undecided.isEmpty() ? Outcome.PASS : Outcome.UNDECIDED;
        return new RuleResult(
                rule,
                outcome,
                rows.columns(),
                rows.values(),
                rows.truncated(),
                identity(rule, rows.columns()),
                List.copyOf(undecided),
                List.copyOf(notes),
                excused);
    }

    private void look(CompiledRule rule, Set<String> undecided, Set<String> notes) {
        Set<Sql.TableUse> uses = new LinkedHashSet<>();
        rule.queries().forEach(query -> uses.addAll(query.tables()));
        uses.stream().sorted((a, b) -> a.table().compareTo(b.table())).forEach(use -> {
            if (!use.baseline()) {
                undecided.addAll(sight.reasons(use.table()));
                notes.addAll(sight.notes(use.table()));
            } else if (baselineSight == null) {
                undecided.add("it needs a baseline: name a capture with --baseline");
            } else {
                baselineSight.coverage().forEach(why -> undecided.add("of the baseline: " + why));
                baselineSight.reasons(use.table()).forEach(why -> undecided.add("of the baseline: " + why));
            }
        });
    }

    private record Rows(List<ResultColumn> columns, List<List<Object>> values, boolean truncated) {}

    private Rows rows(Query query) {
        List<List<Object>> values = new ArrayList<>();
        try (QueryResult result = engine.run(query, context.withLimits(MOST_ROWS, context.timeout()))) {
            while (result.hasNext()) {
                Object[] row = result.next();
                for (int i = 0; i < row.length; i++) {
                    row[i] = row[i] != null && result.columns().get(i).secret() ? MASK : row[i];
                }
                values.add(Arrays.asList(row));
            }
            return new Rows(result.columns(), values, result.isTruncated());
        }
    }

    /** The columns of the rows' table that tell its rows apart, as far as the result has them. */
    private static List<String> identity(CompiledRule rule, List<ResultColumn> columns) {
        List<String> identity = rule.findings() == null
                ? List.of()
                : rule.findings().table().map(TableSpec::identity).orElse(List.of());
        return columns.stream()
                .map(ResultColumn::name)
                .filter(identity::contains)
                .toList();
    }

    private Map<Long, Subject> subjects(List<RuleResult> results) {
        Set<Object> pids = new HashSet<>();
        for (RuleResult result : results) {
            IntStream.range(0, result.columns().size())
                    .filter(i -> result.columns().get(i).name().equals("pid"))
                    .forEach(i -> result.rows().forEach(row -> pids.add(row.get(i))));
        }
        Map<Long, Subject> subjects = new HashMap<>();
        if (pids.isEmpty()) {
            return subjects;
        }
        String query = "tasks.select(pid, name, container_id, container.container_name, container.pod_name,"
                + " container.pod_namespace)";
        try (QueryResult rows = engine.run(query, context.withLimits(0, context.timeout()))) {
            while (rows.hasNext()) {
                Object[] row = rows.next();
                if (pids.contains(row[0])) {
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
