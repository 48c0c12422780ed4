package io.nodememory.query.policy;

import io.nodememory.query.source.SourceText;

/**
 * A named list, which rules use after {@code in}, or a parameter, which is a single value.
 *
 * @param source the text that contains the list
 * @param at its offset in that text, in characters
 * @param values a text or whole number, or a list of these
 */
public record PolicyList(SourceText source, int at, Object values) {}
