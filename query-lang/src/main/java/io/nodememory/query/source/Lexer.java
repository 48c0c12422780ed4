package io.nodememory.query.source;

import java.util.ArrayList;
import java.util.List;

/** Splits the text of a query into tokens in linear time. Incomplete text is no error here. */
public final class Lexer {
    /** Longer operators first. Operators that the language lacks are included, so that an error names them as a whole. */
    private static final List<String> OPERATORS = List.of(
            "==~", "<=>", "...", "..<", "&&", "||", "==", "!=", "<=", ">=", "=~", "?.", "?:", "..", "->", "++", "--",
            "+=", "-=", "*=", "/=", "%=", "**", "<<", ">>", "::", ".&", ".@", "*.", "&", "|", "!", "<", ">", "+", "-",
            "*", "/", "%", "?", ":", ".", "=", "^", "~", "@");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    public static List<Token> scan(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        return lexer.tokens;
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '\n') {
            add(Token.Kind.NEWLINE, at + 1);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
            at++;
        } else if (isNameStart(c)) {
            add(Token.Kind.NAME, endOfName());
        } else if (c >= '0' && c <= '9') {
            add(Token.Kind.NUMBER, endOfNumber());
        } else if (c == '\'' || c == '"') {
            string(c);
        } else if (text.startsWith("//", at)) {
            add(Token.Kind.COMMENT, endOfLine());
        } else if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            add(end < 0 ? Token.Kind.UNCLOSED : Token.Kind.COMMENT, end < 0 ? text.length() : end + 2);
        } else if (c == '/' && !afterOperand()) {
            slashy();
        } else if ("([{".indexOf(c) >= 0) {
            add(Token.Kind.OPEN, at + 1);
        } else if (")]}".indexOf(c) >= 0) {
            add(Token.Kind.CLOSE, at + 1);
        } else if (c == ',' || c == ';') {
            add(Token.Kind.SEPARATOR, at + 1);
        } else {
            operator();
        }
    }

    private void add(Token.Kind kind, int end) {
        tokens.add(new Token(kind, at, end));
        at = end;
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private int endOfName() {
        int end = at;
        while (end < text.length()
                && (isNameStart(text.charAt(end)) || (text.charAt(end) >= '0' && text.charAt(end) <= '9'))) {
            end++;
        }
        return end;
    }

    /** A number has a fraction only if a digit follows the dot: {@code 10.minutes} and {@code 1..5} begin with 10 and 1. */
    private int endOfNumber() {
        int end = endOfName();
        boolean fraction = end + 1 < text.length()
                && text.charAt(end) == '.'
                && text.charAt(end + 1) >= '0'
                && text.charAt(end + 1) <= '9';
        if (!fraction) {
            return end;
        }
        int start = at;
        at = end + 1;
        end = endOfName();
        at = start;
        return end;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private void string(char quote) {
        String triple = String.valueOf(quote).repeat(3);
        String close = text.startsWith(triple, at) ? triple : String.valueOf(quote);
        int end = at + close.length();
        while (end < text.length() && !text.startsWith(close, end)) {
            if (close.length() == 1 && text.charAt(end) == '\n') {
                break;
            }
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        boolean closed = text.startsWith(close, end);
        add(
                closed ? Token.Kind.STRING : Token.Kind.UNCLOSED,
                closed ? end + close.length() : Math.min(end, text.length()));
    }

    private void slashy() {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '\n') {
            end += text.startsWith("\\/", end) ? 2 : 1;
        }
        boolean closed = text.startsWith("/", end);
        add(closed ? Token.Kind.STRING : Token.Kind.UNCLOSED, closed ? end + 1 : Math.min(end, text.length()));
    }

    private void operator() {
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                add(Token.Kind.OPERATOR, at + operator.length());
                return;
            }
        }
        add(Token.Kind.UNKNOWN, at + 1);
    }

    /** Whether the last token ends an operand, so that a slash after it is a division. */
    private boolean afterOperand() {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            Token token = tokens.get(i);
            switch (token.kind()) {
                case COMMENT, NEWLINE -> {}
                case NAME -> {
                    return !token.is(text, "in");
                }
                case NUMBER, STRING, CLOSE -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }
}
