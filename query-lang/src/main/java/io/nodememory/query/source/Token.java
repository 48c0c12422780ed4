package io.nodememory.query.source;

/**
 * A token of a query's text.
 *
 * @param start offset of its first character
 * @param end offset after its last character
 */
public record Token(Kind kind, int start, int end) {
    /** The lexical class of a token. */
    public enum Kind {
        NAME,
        NUMBER,
        STRING,
        /** A string or comment without its end; it extends to the end of the line or text. */
        UNCLOSED,
        OPERATOR,
        OPEN,
        CLOSE,
        /** A comma or semicolon. */
        SEPARATOR,
        NEWLINE,
        COMMENT,
        /** A character that no query can contain. */
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
