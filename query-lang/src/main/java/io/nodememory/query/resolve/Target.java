package io.nodememory.query.resolve;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import java.util.ArrayList;
import java.util.List;

/** The meaning of a name or a path. */
sealed interface Target {
    record Value(Operand operand) implements Target {}

    /** One row that may be missing: {@code parent}. */
    record Row(From row, Select owner) implements Target {}

    /**
     * Any number of rows ({@code sockets}), or one column of them.
     *
     * @param base the row at the start of the path
     * @param path the joins; the first one leads to many rows
     * @param column null for the rows themselves
     * @param distinct whether each value is listed once
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

    /** An independent query: {@code baseline.tasks}. */
    record Query(Rows rows) implements Target {}

    /** A column of an independent query, or a row joined to its rows: {@code baseline.modules.name}. */
    record QueryPath(Rows rows, Target inner) implements Target {}

    /** A list of a policy. */
    record Values(List<Operand> items) implements Target {}

    /** The word {@code baseline} alone. */
    record Baseline() implements Target {}
}
