package io.nodememory.query.completion;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;

/** What the words before a place lead to, as far as tokens tell. */
sealed interface Place {
    /** Nothing yet, or something that has no members. */
    record Nothing() implements Place {}

    /**
     * Any number of rows.
     *
     * @param query whether this is a query of its own rather than a path from a row
     */
    record Rows(TableSpec<?> table, boolean query) implements Place {}

    record Row(TableSpec<?> table) implements Place {}

    record Column(TableSpec<?> table, ColumnSpec spec) implements Place {}

    record Baseline() implements Place {}

    record Digits() implements Place {}

    /** An operation of rows, before its bracket. */
    record Operation(Rows rows, String name) implements Place {}

    Place NOTHING = new Nothing();
}
