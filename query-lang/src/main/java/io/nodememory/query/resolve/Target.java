package io.nodememory.query.resolve;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import java.util.ArrayList;
import java.util.List;

/** What a name or a path leads to. */
sealed interface Target {
    record Value(Operand operand) implements Target {}

    /** One row, perhaps not there: {@code parent}. */
    record Row(From row, Select owner) implements Target {}

    /**
     * Any number of rows: {@code sockets}, or one of their columns.
     *
     * @param base the row that the path starts at
     * @param path from there; the first join is a "many"
     * @param column null for the rows themselves
     * @param distinct each value once
     */
    record Many(From base, List<Join> path, ColumnSpec column, boolean distinct) implements Target {
        Many join(Join join) {
            List<Join> longer = new ArrayList<>(path);
            longer.add(join);
            return new Many(base, List.copyOf(longer), null, false);
        }

        Many column(ColumnSpec spec) {
            return new Many(base, path, spec, false);
        }

        Many once() {
            return new Many(base, path, column, true);
        }

        String name() {
            return path.get(path.size() - 1).name();
        }
    }

    /** A query of its own: {@code baseline.tasks}. */
    record Query(Rows rows) implements Target {}

    /** A column of a query of its own, or a row joined to its rows: {@code baseline.modules.name}. */
    record QueryPath(Rows rows, Target inner) implements Target {}

    /** A named list of a policy. */
    record Values(List<Operand> items) implements Target {}

    /** The word {@code baseline} alone. */
    record Baseline() implements Target {}
}
