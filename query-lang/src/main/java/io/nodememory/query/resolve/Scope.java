package io.nodememory.query.resolve;

import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import java.util.Map;

/**
 * What the names in a closure mean: first the columns that earlier operations made, then those of the row, then what the
 * closures around know.
 *
 * @param outer the scope around, or null
 * @param row whose columns and joins are visible; null where only the outputs are
 * @param parameter the row's name in {@code { name -> … }}, or null
 * @param outputs columns made by select and by
 * @param grouped the scope of a single row, for the arguments of max(…) and its like; null where those do not fit
 */
record Scope(Scope outer, Select select, From row, String parameter, Map<String, Operand> outputs, Scope grouped) {
    boolean isParameter(String name) {
        return row != null && (parameter == null ? name.equals("it") : name.equals(parameter));
    }
}
