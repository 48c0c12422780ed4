package io.nodememory.query.policy;

import io.nodememory.query.source.SourceText;

/**
 * Values that rules name after {@code in}, or a parameter: one value that they name anywhere.
 *
 * @param source the text it stands in
 * @param at where, in characters
 * @param values a text or whole number, or a list of them
 */
public record PolicyList(SourceText source, int at, Object values) {}
