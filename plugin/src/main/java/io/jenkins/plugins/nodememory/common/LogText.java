package io.jenkins.plugins.nodememory.common;

import hudson.model.TaskListener;

/** Text from an image for a build log, without control characters: it cannot move the cursor or forge a console note. */
public final class LogText {
    private static final String PREFIX = "[node-memory] ";

    private LogText() {}

    public static void println(TaskListener listener, String text) {
        listener.getLogger().println(PREFIX + printable(text));
    }

    /** The text with control, format and line-separating characters as {@code \\uXXXX}; line feeds and tabs stay. */
    public static String printable(String text) {
        StringBuilder result = new StringBuilder();
        String.valueOf(text).codePoints().forEach(c -> append(result, c));
        return result.toString();
    }

    private static void append(StringBuilder result, int c) {
        int type = Character.getType(c);
        boolean hidden = Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
        if (hidden && c != '\n' && c != '\t') {
            result.append("\\u%04x".formatted(c));
        } else {
            result.appendCodePoint(c);
        }
    }
}
