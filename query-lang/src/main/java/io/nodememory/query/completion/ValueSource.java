package io.nodememory.query.completion;

import java.util.List;

/** A source of the values of a column. */
public interface ValueSource {
    /** A source without values. */
    ValueSource NONE = (table, column, prefix) -> List.of();

    /** Some values of a column that begin with a prefix, most frequent first; empty if they cannot be read. */
    List<String> values(String table, String column, String prefix);
}
