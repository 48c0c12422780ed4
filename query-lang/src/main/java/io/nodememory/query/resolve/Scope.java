package io.nodememory.query.resolve;

import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import java.util.Map;

/**
 * The names of a closure. Columns of earlier operations hide those of the row, which hide those of outer closures.
 *
 * @param outer the scope of the outer closure, or null
 * @param row whose columns and joins are visible; null if only the outputs are visible
 * @param parameter the name of the row in {@code { name -> … }}, or null
 * @param outputs columns that select and by made
 * @param grouped the scope of a single row, for the arguments of aggregates such as max(…); null if these are not allowed
 */
record Scope(Scope outer, Select select, From row, String parameter, Map<String, Operand> outputs, Scope grouped) {
    boolean isParameter(String name) {
        return row != null && (parameter == null ? name.equals("it") : name.equals(parameter));
    }
}
