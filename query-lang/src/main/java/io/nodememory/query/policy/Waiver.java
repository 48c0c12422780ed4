package io.nodememory.query.policy;

import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;
import java.time.Instant;

/**
 * An exception: rows of a rule that are excused until a date.
 *
 * @param source the text that contains the exception
 * @param at its offset in that text, in characters
 * @param until the first moment at which the exception is no longer in force
 * @param because the reason
 * @param where the condition in braces that selects the rows
 */
public record Waiver(SourceText source, int at, Instant until, String because, Syntax.Closure where) {
    public boolean holds(Instant now) {
        return now.isBefore(until);
    }
}
