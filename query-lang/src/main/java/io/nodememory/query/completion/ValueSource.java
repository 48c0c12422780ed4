package io.nodememory.query.completion;

import java.util.List;

/** Knows values that a column really has. */
public interface ValueSource {
    /** Knows none. */
    ValueSource NONE = (table, column, prefix) -> List.of();

    /** Some of the column's values that begin with a text, the most frequent first; none where that cannot be told. */
    List<String> values(String table, String column, String prefix);
}
