package io.nodememory.query.policy;

import io.nodememory.query.Query;
import io.nodememory.query.sql.Sql;
import java.util.List;

/**
 * A rule ready for any capture.
 *
 * @param policy the policy it was asked for by
 * @param findings gives the rows that break the rule; null where {@code condition} alone decides
 * @param condition gives one row, whether the rule is kept; null where {@code findings} decides by having no row
 * @param need gives one row, whether the rule can be asked; null for always
 * @param excused the exceptions that hold, with the rows they excuse
 * @param expired the exceptions that hold no longer
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

    /** All queries whose tables the rule depends on. */
    public List<Query> queries() {
        return condition == null
                ? List.of(findings)
                : findings == null ? List.of(condition) : List.of(condition, findings);
    }

    /** Whether the rule itself is about a difference to the baseline. */
    public boolean comparesWithBaseline() {
        return queries().stream().flatMap(query -> query.tables().stream()).anyMatch(Sql.TableUse::baseline);
    }
}
