package io.nodememory.query.text;

import java.io.IOException;

/**
 * Writes text as a JSON string. Characters that control a terminal are written as escapes, without loss. Jackson's generator is no
 * substitute: its CharacterEscapes see one UTF-16 unit at a time, so they cannot tell an invisible character above U+FFFF from a
 * visible one.
 */
public final class JsonString {
    private JsonString() {}

    /** Writes a JSON string with quotes. */
    public static void write(Appendable out, String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (VisibleText.isVisible(c)) {
                out.append(text, i, i + Character.charCount(c));
            } else {
                for (char unit : Character.toChars(c)) {
                    out.append("\\u%04x".formatted((int) unit));
                }
            }
            i += Character.charCount(c);
        }
        out.append('"');
    }
}
