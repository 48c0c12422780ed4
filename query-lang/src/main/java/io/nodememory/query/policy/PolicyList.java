package io.nodememory.query.policy;

import io.nodememory.query.syntax.SourceText;
import java.util.List;

/**
 * Values that rules name after {@code in}.
 *
 * @param source the text it stands in
 * @param at where, in characters
 * @param values texts and whole numbers
 */
public record PolicyList(SourceText source, int at, List<?> values) {}
