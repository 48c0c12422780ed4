package io.nodememory.query.source;

/**
 * The text of a query or a policy, with line numbers.
 *
 * @param name printed before line and column; empty for a query from the command line
 */
public record SourceText(String name, String text) {
    private static final int EXCERPT = 100;

    /** The line of a character, from 1. */
    public int line(int offset) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** The column of a character, from 1. */
    public int column(int offset) {
        return Math.min(offset, text.length()) - lineStart(offset) + 1;
    }

    /** The offset of a line and column (both from 1), limited to the text. */
    public int offset(int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int next = text.indexOf('\n', start);
            if (next < 0) {
                return text.length();
            }
            start = next + 1;
        }
        return Math.max(0, Math.min(start + Math.max(column, 1) - 1, text.length()));
    }

    /** One sentence, then the line with a caret under the place. Control characters appear as {@code ·}. */
    public String describe(int offset, String problem) {
        int at = Math.min(offset, text.length());
        int start = lineStart(at);
        int end = text.indexOf('\n', start);
        end = end < 0 ? text.length() : end;
        int from = Math.max(start, at - EXCERPT / 2);
        int to = Math.min(end, from + EXCERPT);
        String place = name.isEmpty() ? "" : name + ": ";
        return place + "line " + line(at) + ", column " + column(at) + ": " + problem + "\n  "
                + printable(text.substring(from, to)) + "\n  " + " ".repeat(at - from) + "^";
    }

    /** The text with {@code ·} in place of every character that could control a terminal. */
    public static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean unsafe = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
            out.append(unsafe ? '·' : c);
        }
        return out.toString();
    }

    private int lineStart(int offset) {
        return text.lastIndexOf('\n', Math.min(offset, text.length()) - 1) + 1;
    }
}
