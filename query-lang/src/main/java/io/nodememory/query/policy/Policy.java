package io.nodememory.query.policy;

import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.catalogue.Constants;
import io.nodememory.query.source.QueryException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named rules over the tables of a capture, read from a file and its includes. No part of a policy is ever executed as code:
 * its text is parsed, checked and translated to SQL.
 *
 * @param name the name in the request
 * @param lists the named lists and parameters of the rules
 * @param gates limits for the number of findings; without gates a single finding fails the check
 */
public record Policy(String name, List<PolicyRule> rules, Map<String, PolicyList> lists, List<QualityGate> gates) {
    /**
     * Checks and translates the queries of all rules.
     *
     * @param now decides which exceptions are in force
     * @throws QueryException with file, line and column
     */
    public List<CompiledRule> compile(Catalogue catalogue, Instant now) {
        Map<String, Object> values = new LinkedHashMap<>();
        lists.forEach((list, content) -> {
            boolean taken = Constants.find(list).isPresent()
                    || list.equals("baseline")
                    || catalogue.tables().stream().anyMatch(table -> names(table, list));
            if (taken) {
                throw new QueryException(
                        content.source(),
                        content.at(),
                        "'" + list + "' is already a name of a table, column, join or constant; choose another name");
            }
            values.put(list, content.values());
        });
        QueryEngine engine = new QueryEngine(catalogue, values);
        return rules.stream()
                .map(rule -> RuleCompiler.compile(name, rule, engine, now))
                .toList();
    }

    private static boolean names(TableSpec<?> table, String word) {
        return table.name().equals(word)
                || table.column(word).isPresent()
                || table.join(word).isPresent();
    }
}
