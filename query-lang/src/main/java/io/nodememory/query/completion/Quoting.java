package io.nodememory.query.completion;

/** Text within single quotes. */
final class Quoting {
    private Quoting() {}

    /** Escapes what would end the quotes or be an escape itself. */
    static String escape(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ') && !text.contains("\\u");
    }
}
