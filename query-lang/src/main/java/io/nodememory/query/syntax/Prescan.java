package io.nodememory.query.syntax;

import io.nodememory.query.QueryException;

/**
 * One pass over the text before any parser sees it: refuses what Groovy's parsers take minutes or their whole stack for,
 * and makes the parsers agree. Comments become blanks, and so does the line break before {@code &&} and {@code ||}, which
 * Groovy would take for the statement's end. Every character keeps its offset.
 */
final class Prescan {
    static final int MAX_LENGTH = 16 * 1024;
    static final int MAX_DEPTH = 64;
    static final int MAX_OPERATORS = 500;
    /** Counted wherever they stand, so that no trick with quotes gets deep nesting past the scan. */
    static final int MAX_BRACKETS = 1000;

    private static final String OPERATORS = "&|=<>!+-*/%?:^~";

    private final SourceText source;
    private final String text;
    private final char[] out;
    private final int[] open = new int[MAX_DEPTH];
    private int depth;
    private int operators;
    private int at;
    /** The last character that is neither blank nor comment: tells a division from a slashy string. */
    private char before;

    private Prescan(SourceText source) {
        this.source = source;
        this.text = source.text();
        this.out = text.toCharArray();
    }

    /** The text to parse: as long as the source, each token in its place. */
    static String run(SourceText source, int maxLength) {
        if (source.text().length() > maxLength) {
            throw new QueryException("the query is too long: " + source.text().length() + " characters, at most "
                    + maxLength + " are read");
        }
        return new Prescan(source).scan();
    }

    private String scan() {
        checkCharacters();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                string(c);
            } else if (text.startsWith("//", at) || text.startsWith("#!", at)) {
                blank(lineEnd(at));
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                blank(end < 0 ? text.length() : end + 2);
            } else if (c == '/' && !afterOperand()) {
                slashy();
            } else if (text.startsWith("$/", at)) {
                throw error(at, "$/…/$ strings are not part of the language; write '…' or /…/");
            } else {
                plain(c);
                at++;
            }
        }
        joinLines();
        return new String(out);
    }

    private void checkCharacters() {
        int brackets = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == '(' || c == '[' || c == '{') && ++brackets > MAX_BRACKETS) {
                throw error(i, "the query is too deep: more than " + MAX_BRACKETS + " brackets");
            }
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == 'u') {
                throw error(i, "\\u escapes are not part of the language; write the character itself");
            }
            if (c == '\t' || c == '\r' || c == '\f') {
                out[i] = ' ';
            } else if (c < ' ' && c != '\n') {
                throw error(i, "a control character cannot be part of a query");
            }
        }
    }

    private void plain(char c) {
        switch (c) {
            case '(', '[', '{' -> {
                if (depth == MAX_DEPTH) {
                    throw error(at, "the query is too deep: more than " + MAX_DEPTH + " brackets within each other");
                }
                open[depth++] = at;
            }
            case ')', ']', '}' -> {
                if (depth == 0) {
                    throw error(at, "this " + c + " closes nothing");
                }
                char opened = text.charAt(open[--depth]);
                if (opened != (c == ')' ? '(' : c == ']' ? '[' : '{')) {
                    throw error(
                            at,
                            "this " + c + " does not close the " + opened + " at line " + source.line(open[depth])
                                    + ", column " + source.column(open[depth]));
                }
            }
            default -> {
                if (OPERATORS.indexOf(c) >= 0 && ++operators > 2 * MAX_OPERATORS) {
                    throw error(at, "the query is too long: more than " + MAX_OPERATORS + " operators");
                }
            }
        }
        if (c > ' ') {
            before = c;
        }
    }

    /** Whether the last token ends an operand, so that a slash after it divides. */
    private boolean afterOperand() {
        if (Character.isJavaIdentifierPart(before)) {
            int end = at;
            while (end > 0 && out[end - 1] <= ' ') {
                end--;
            }
            return !(end >= 2
                    && text.startsWith("in", end - 2)
                    && (end == 2 || !Character.isJavaIdentifierPart(text.charAt(end - 3))));
        }
        return before == ')' || before == ']' || before == '}' || before == '\'' || before == '"';
    }

    private void string(char quote) {
        int start = at;
        String triple = String.valueOf(quote).repeat(3);
        String end = text.startsWith(triple, at) ? triple : String.valueOf(quote);
        at += end.length();
        while (!text.startsWith(end, at)) {
            if (at >= text.length() || (end.length() == 1 && text.charAt(at) == '\n')) {
                throw error(start, "this string is not closed");
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at += end.length();
        before = quote;
    }

    private void slashy() {
        int start = at++;
        while (at < text.length() && text.charAt(at) != '/') {
            at += text.startsWith("\\/", at) ? 2 : 1;
        }
        if (at >= text.length()) {
            throw error(start, "this /…/ string is not closed");
        }
        at++;
        before = '\'';
    }

    private void blank(int end) {
        for (int i = at; i < end; i++) {
            out[i] = text.charAt(i) == '\n' ? '\n' : ' ';
        }
        at = end;
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private void joinLines() {
        int lineBreaks = -1;
        for (int i = 0; i < out.length; i++) {
            if (out[i] == '\n') {
                lineBreaks = lineBreaks < 0 ? i : lineBreaks;
            } else if (out[i] != ' ') {
                boolean joins = i + 1 < out.length && (out[i] == '&' || out[i] == '|') && out[i + 1] == out[i];
                for (int j = lineBreaks; joins && lineBreaks >= 0 && j < i; j++) {
                    out[j] = ' ';
                }
                lineBreaks = -1;
            }
        }
    }

    private QueryException error(int offset, String problem) {
        return new QueryException(source, offset, problem);
    }
}
