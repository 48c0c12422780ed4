package io.nodememory.query.text;

import java.util.stream.Collectors;

/** Makes text from evidence safe to show: characters that move a cursor, hide or reorder text become escapes. */
public final class VisibleText {
    private VisibleText() {}

    /**
     * Replaces controls, invisible format characters (bidirectional overrides, zero width), line separators, lone surrogates
     * and unassigned characters by {@code \e}, {@code \n}, {@code \x07}, {@code \u202e}, {@code \U000e0041}. A backslash in
     * the text stays unchanged.
     */
    public static String escape(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) < 0x7f) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length() + 16).append(text, 0, i);
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (isVisible(c)) {
                visible.appendCodePoint(c);
            } else {
                visible.append(escape(c));
            }
            i += Character.charCount(c);
        }
        return visible.toString();
    }

    /** Like {@link #escape(String)}, but keeps the line breaks of a message. */
    public static String escapeLines(String message) {
        return message.lines().map(VisibleText::escape).collect(Collectors.joining("\n"));
    }

    /** Whether terminals, pages and spreadsheets show this character, rather than obey or hide it. */
    public static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** The escape of one character. */
    public static String escape(int c) {
        return switch (c) {
            case 0x1b -> "\\e";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                c < 0x100 ? "\\x%02x".formatted(c) : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
        };
    }
}
