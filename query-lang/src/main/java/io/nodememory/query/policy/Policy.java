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
 * Named rules over the tables of a capture, read from a file and those it includes. Nothing of a policy is ever run: its
 * text is parsed, checked and translated.
 *
 * @param name as it was asked for
 * @param lists of texts and numbers, and parameters, that its rules may name
 * @param gates what findings are held against; empty if any finding is too many
 */
public record Policy(String name, List<PolicyRule> rules, Map<String, PolicyList> lists, List<QualityGate> gates) {
    /**
     * Checks the rules' queries.
     *
     * @param now decides which exceptions still hold
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
                        "'" + list + "' names something else already; choose another name");
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
