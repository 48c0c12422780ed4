package io.nodememory.query.completion;

/**
 * A suggestion for a place of a query.
 *
 * @param value the text that replaces the text from {@code start} to the cursor
 * @param group the group of the suggestion, such as {@code columns}
 * @param help one sentence
 * @param start offset of the unfinished word
 */
public record Suggestion(String value, String group, String help, int start) {}
