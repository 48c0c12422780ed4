package io.nodememory.query.completion;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;

/** The meaning of the words before the cursor, derived from tokens only. */
sealed interface Place {
    /** No word, or a word without members. */
    record Nothing() implements Place {}

    /**
     * Any number of rows.
     *
     * @param query whether the rows are an independent query, and not a path from a row
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
