package io.nodememory.query.text;

import java.util.stream.Collectors;

/** Text from evidence made safe to look at: whatever could move a cursor, hide or reorder text is shown as an escape. */
public final class VisibleText {
    private VisibleText() {}

    /**
     * Shows controls, invisible format characters (bidirectional overrides, zero width), line separators, lone surrogates
     * and unassigned characters as {@code \e}, {@code \n}, {@code \x07}, {@code \u202e}, {@code \U000e0041}. A backslash of the
     * text stays as it is.
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

    /** Like {@link #escape(String)} for a message of several lines of its own. */
    public static String escapeLines(String message) {
        return message.lines().map(VisibleText::escape).collect(Collectors.joining("\n"));
    }

    /** False for what a terminal, a page or a spreadsheet would obey or hide in place of showing it. */
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
