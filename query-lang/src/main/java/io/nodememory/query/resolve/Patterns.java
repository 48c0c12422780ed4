package io.nodememory.query.resolve;

import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;

/** Resolves regular expressions, as LIKE patterns if these can express them. */
final class Patterns {
    private static final String META = "\\^$.|?*+()[]{}";

    private Patterns() {}

    private static final String IGNORE_CASE = "(?i)";

    /** @param written a pattern that {@link RegexCheck} accepts */
    static Predicate predicate(Operand text, String written, boolean whole) {
        boolean ignoreCase = written.startsWith(IGNORE_CASE);
        String pattern = ignoreCase ? written.substring(IGNORE_CASE.length()) : written;
        boolean start = whole || pattern.startsWith("^");
        int from = pattern.startsWith("^") ? 1 : 0;
        boolean end = whole || (pattern.endsWith("$") && !pattern.endsWith("\\$"));
        int to = pattern.endsWith("$") && !pattern.endsWith("\\$") ? pattern.length() - 1 : pattern.length();
        String literal = from <= to ? literal(pattern.substring(from, to)) : null;
        if (literal == null || ignoreCase) {
            return new Predicate.Matches(text, pattern, whole, ignoreCase);
        } else if (start && end) {
            return new Predicate.Equal(text, Operands.literal(literal));
        }
        return new Predicate.Like(text, (start ? "" : "%") + like(literal) + (end ? "" : "%"));
    }

    /** The pattern without leading and trailing {@code .*}, which do not change whether it is found. */
    static String trim(String pattern) {
        String trimmed = pattern;
        while (trimmed.startsWith(".*") && (trimmed.length() == 2 || "?+*{".indexOf(trimmed.charAt(2)) < 0)) {
            trimmed = trimmed.substring(2);
        }
        while (trimmed.endsWith(".*") && !trimmed.endsWith("\\.*")) {
            trimmed = trimmed.substring(0, trimmed.length() - 2);
        }
        return trimmed;
    }

    /** The only text that a pattern matches; null if there are several. */
    private static String literal(String pattern) {
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && isPunctuation(pattern.charAt(i + 1))) {
                c = pattern.charAt(++i);
            } else if (META.indexOf(c) >= 0) {
                return null;
            }
            literal.append(c);
        }
        return literal.toString();
    }

    private static boolean isPunctuation(char c) {
        return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }

    /** Escapes a text for a LIKE pattern. */
    static String like(String text) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '_' || c == '!') {
                pattern.append('!');
            }
            pattern.append(c);
        }
        return pattern.toString();
    }
}
