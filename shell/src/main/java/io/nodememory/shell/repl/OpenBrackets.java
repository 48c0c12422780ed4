package io.nodememory.shell.repl;

import java.util.ArrayDeque;
import java.util.Deque;

/** Detects an unfinished query: a bracket is open, or a string or comment has no end. */
final class OpenBrackets {
    private static final String OPENING = "([{";
    private static final String CLOSING = ")]}";

    private OpenBrackets() {}

    /** The characters that would close the query, innermost first, such as {@code "]}"}; empty if nothing is open. */
    static String missing(String text) {
        Deque<Character> open = new ArrayDeque<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                String quote = text.startsWith(String.valueOf(c).repeat(3), i)
                        ? String.valueOf(c).repeat(3)
                        : String.valueOf(c);
                int end = endOfText(text, i + quote.length(), quote);
                if (end < 0) {
                    return quote;
                }
                i = end;
            } else if (c == '/' && isPattern(text, i)) {
                int end = endOfText(text, i + 1, "/");
                i = end < 0 ? i + 1 : end;
            } else if (text.startsWith("//", i)) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", i)) {
                int end = text.indexOf("*/", i + 2);
                if (end < 0) {
                    return "*/";
                }
                i = end + 2;
            } else {
                if (OPENING.indexOf(c) >= 0) {
                    open.push(CLOSING.charAt(OPENING.indexOf(c)));
                } else if (!open.isEmpty() && open.peek() == c) {
                    open.pop();
                }
                i++;
            }
        }
        StringBuilder missing = new StringBuilder();
        open.forEach(missing::append);
        return missing.toString();
    }

    /** The index after the end of a string, -1 without an end. A string in single quotes ends with its line at the latest. */
    private static int endOfText(String text, int start, String quote) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.startsWith(quote, i)) {
                return i + quote.length();
            } else if (text.charAt(i) == '\n' && quote.length() == 1) {
                return i;
            }
        }
        return -1;
    }

    /** A slash begins a pattern in the position of a value, as in {@code name =~ /^k/}; elsewhere it divides. */
    private static boolean isPattern(String text, int slash) {
        if (text.startsWith("//", slash) || text.startsWith("/*", slash)) {
            return false;
        }
        int before = slash - 1;
        while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
            before--;
        }
        return before < 0 || "~=(,[{&|!:<>".indexOf(text.charAt(before)) >= 0;
    }
}
