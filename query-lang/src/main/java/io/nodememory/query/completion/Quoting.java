package io.nodememory.query.completion;

/** Quotes text with single quotes. */
final class Quoting {
    private Quoting() {}

    /** Escapes quotes and backslashes. */
    static String escape(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ') && !text.contains("\\u");
    }
}
