package io.nodememory.query.policy;

import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;
import java.time.Instant;

/**
 * Rows of a rule that are excused for a time.
 *
 * @param source the text it stands in
 * @param at where, in characters
 * @param until the first moment at which it no longer holds
 * @param because why they are excused
 * @param where which rows: the condition in braces
 */
public record Waiver(SourceText source, int at, Instant until, String because, Syntax.Closure where) {
    public boolean holds(Instant now) {
        return now.isBefore(until);
    }
}
