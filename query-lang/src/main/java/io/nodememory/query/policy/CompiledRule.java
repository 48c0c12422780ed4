package io.nodememory.query.policy;

import io.nodememory.query.Query;
import io.nodememory.query.sql.Sql;
import java.util.List;

/**
 * A rule whose queries are translated, and which can run on any capture.
 *
 * @param policy the name of the policy that contains or includes the rule
 * @param findings returns the rows that break the rule; null if {@code condition} alone decides
 * @param condition returns one row: whether the rule holds; null if the rule holds when {@code findings} has no row
 * @param need returns one row: whether the rule can be checked; null for always
 * @param excused the exceptions in force, with the rows that they excuse
 * @param expired the exceptions that have expired
 */
public record CompiledRule(
        String policy,
        PolicyRule rule,
        Query findings,
        Query condition,
        Query need,
        List<Excused> excused,
        List<Waiver> expired) {
    /** An exception and the rows that it excuses. */
    public record Excused(Waiver waiver, Query rows) {}

    /** The queries whose tables decide the rule. */
    public List<Query> queries() {
        return condition == null
                ? List.of(findings)
                : findings == null ? List.of(condition) : List.of(condition, findings);
    }

    /** Whether a query of the rule reads the baseline. */
    public boolean comparesWithBaseline() {
        return queries().stream().flatMap(query -> query.tables().stream()).anyMatch(Sql.TableUse::baseline);
    }
}
