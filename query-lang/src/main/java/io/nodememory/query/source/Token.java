package io.nodememory.query.source;

/**
 * A piece of a query's text.
 *
 * @param start offset of its first character
 * @param end offset after its last
 */
public record Token(Kind kind, int start, int end) {
    /** What a piece of text is, by its looks alone. */
    public enum Kind {
        NAME,
        NUMBER,
        STRING,
        /** A string up to the end of the text or line: its closing quote is missing. */
        UNCLOSED,
        OPERATOR,
        OPEN,
        CLOSE,
        /** A comma or semicolon. */
        SEPARATOR,
        NEWLINE,
        COMMENT,
        /** A character that no query has. */
        UNKNOWN
    }

    public String in(String text) {
        return text.substring(start, end);
    }

    /** Whether the token is this operator, bracket or word. */
    public boolean is(String text, String word) {
        return end - start == word.length() && text.startsWith(word, start);
    }
}
