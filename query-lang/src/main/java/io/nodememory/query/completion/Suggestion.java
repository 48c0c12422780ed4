package io.nodememory.query.completion;

/**
 * What can stand at a place of a query.
 *
 * @param value replaces the text from {@code start} to the cursor
 * @param group what kind of thing it is, such as {@code columns}
 * @param help one sentence
 * @param start offset of the word that is being written
 */
public record Suggestion(String value, String group, String help, int start) {}
