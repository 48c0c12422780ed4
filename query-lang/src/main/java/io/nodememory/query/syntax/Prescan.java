package io.nodememory.query.syntax;

import io.nodememory.query.source.Lexer;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.source.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Checks the tokens of a text before Groovy parses it. Groovy's parsers backtrack: short texts with nested casts, commands or
 * generics keep them busy for minutes or overflow their stack. The prescan therefore rejects tokens that the language lacks
 * and limits the length and depth of the rest. It also removes differences between the parsers: comments become blanks, and
 * so do line breaks before {@code &&} and {@code ||}, where Groovy would end the statement. Every character keeps its offset.
 */
final class Prescan {
    static final int MAX_LENGTH = 16 * 1024;
    private static final int MAX_DEPTH = 24;
    private static final int MAX_OPERATORS = 500;
    /** Limit of {@code <}: Groovy's parsers try each one as the start of generics. */
    private static final int MAX_LESS = 50;

    private static final Set<String> ALLOWED = Set.of(
            "==~", "..<", "&&", "||", "==", "!=", "<=", ">=", "=~", "?.", "?:", "..", "->", "&", "|", "!", "<", ">",
            "+", "-", "*", "/", "%", "?", ":", ".");

    private final SourceText source;
    private final String text;
    private final int statementDepth;
    private final char[] out;
    private final Deque<Token> open = new ArrayDeque<>();
    private final Deque<Items> items = new ArrayDeque<>();
    private int operators;
    private int less;
    private Token before;
    private boolean lineBroken;

    private Prescan(SourceText source, int statementDepth) {
        this.source = source;
        this.text = source.text();
        this.statementDepth = statementDepth;
        this.out = text.toCharArray();
    }

    /**
     * Returns the text to parse, which has the length of the source and every token at its offset.
     *
     * @param statementDepth depth of brackets down to which several statements are allowed: -1 in a query
     */
    static String run(SourceText source, int maxLength, int statementDepth) {
        if (source.text().length() > maxLength) {
            throw new QueryException(
                    source,
                    0,
                    "this is too long: " + source.text().length() + " characters, at most " + maxLength + " are read");
        }
        return new Prescan(source, statementDepth).scan();
    }

    private String scan() {
        List<Token> tokens = Lexer.scan(text);
        for (Token token : tokens) {
            switch (token.kind()) {
                case COMMENT -> blank(token.start(), token.end());
                case NEWLINE -> lineBroken = true;
                case UNCLOSED -> throw error(token.start(), "this string or comment is not closed");
                case UNKNOWN -> throw error(token.start(), "this character cannot be part of a query");
                default -> {
                    check(token);
                    before = token;
                    lineBroken = false;
                }
            }
        }
        if (!open.isEmpty()) {
            throw error(open.peek().start(), "this " + open.peek().in(text) + " is not closed");
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = out[i] == '\t' || out[i] == '\r' || out[i] == '\f' ? ' ' : out[i];
        }
        return new String(out);
    }

    private void check(Token token) {
        boolean startsOperand = token.kind() == Token.Kind.OPEN || isOperand(token);
        if (token.kind() == Token.Kind.NAME) {
            name(token);
        }
        if (before != null && startsOperand && endsOperand(before)) {
            checkNeighbours(token);
        }
        switch (token.kind()) {
            case STRING -> string(token);
            case OPERATOR -> operator(token);
            case OPEN -> {
                if (open.size() == MAX_DEPTH) {
                    throw error(token.start(), "too deep: more than " + MAX_DEPTH + " brackets within each other");
                }
                open.push(token);
                items.push(new Items());
            }
            case CLOSE -> close(token);
            case SEPARATOR -> {
                if (!items.isEmpty()) {
                    items.peek().end();
                }
            }
            default -> {}
        }
        if (!items.isEmpty() && token.kind() != Token.Kind.SEPARATOR && !token.equals(open.peek())) {
            items.peek().see(token);
        }
    }

    /** Accepts two adjacent operands only in a call; Groovy would read others as a cast, a command or a declaration. */
    private void checkNeighbours(Token token) {
        boolean call = before.kind() == Token.Kind.NAME && (token.is(text, "(") || token.is(text, "{"));
        boolean trailing = before.is(text, ")") && token.is(text, "{") && open.size() <= Math.max(1, statementDepth);
        if (call || trailing || open.size() <= statementDepth) {
            return;
        }
        if (token.is(text, "[")) {
            throw error(token.start(), "elements cannot be selected by index; use 'in'");
        }
        throw error(
                token.start(),
                lineBroken || before.is(text, "}")
                        ? "one expression at a time; join conditions with && or ||, and begin operations with a dot"
                        : "an operator is missing here");
    }

    private boolean isOperand(Token token) {
        return (token.kind() == Token.Kind.NAME && !token.is(text, "in"))
                || token.kind() == Token.Kind.NUMBER
                || token.kind() == Token.Kind.STRING;
    }

    private boolean endsOperand(Token token) {
        return token.kind() == Token.Kind.CLOSE || isOperand(token);
    }

    private void name(Token token) {
        String name = token.in(text);
        boolean member = before != null && (before.is(text, ".") || before.is(text, "?."));
        if (!member && ReservedWords.contains(name)) {
            throw error(token.start(), "'" + name + "' is not part of the language");
        } else if (name.equals("in")) {
            if (before == null || !endsOperand(before)) {
                throw error(token.start(), "'in' needs a value before it");
            }
            countOperator(token);
        }
    }

    private void string(Token token) {
        int escape = text.indexOf("\\u", token.start());
        if (escape >= 0 && escape < token.end()) {
            throw error(escape, "\\u escapes are not part of the language; write the character itself");
        }
        for (int i = token.start(); i < token.end(); i++) {
            if (text.charAt(i) < ' ' && text.charAt(i) != '\n' && text.charAt(i) != '\t' && text.charAt(i) != '\r') {
                throw error(i, "a control character cannot be part of a query");
            }
        }
    }

    private void operator(Token token) {
        String operator = token.in(text);
        countOperator(token);
        if (operator.equals("=")) {
            throw error(token.start(), "'=' assigns, and nothing can be assigned here; write ==");
        } else if (!ALLOWED.contains(operator)) {
            throw error(token.start(), "the operator '" + operator + "' is not part of the language");
        } else if (operator.equals("<") && ++less > MAX_LESS) {
            throw error(token.start(), "too long: more than " + MAX_LESS + " times '<'");
        } else if (operator.equals("!") && before != null && endsOperand(before)) {
            throw error(token.start(), "an operator is missing here");
        } else if (operator.equals("*") && (before == null || !endsOperand(before))) {
            throw error(token.start(), "'*' needs a value before it");
        } else if (operator.equals("->") && (items.isEmpty() || !open.peek().is(text, "{") || !isFirst())) {
            throw error(token.start(), "'->' belongs after the name in { task -> … }");
        } else if (operator.equals(":") && !items.isEmpty() && isFirst()) {
            items.peek().currentNamed = true;
        }
        boolean joins = (operator.equals("&&") || operator.equals("||")) && lineBroken;
        if (joins && before != null) {
            for (int i = before.end(); i < token.start(); i++) {
                out[i] = ' ';
            }
        }
    }

    private void countOperator(Token token) {
        if (++operators > MAX_OPERATORS) {
            throw error(token.start(), "too long: more than " + MAX_OPERATORS + " operators");
        }
    }

    /** Whether the previous token is a name at the start of an item of the open bracket. */
    private boolean isFirst() {
        return before != null && before.kind() == Token.Kind.NAME && before.equals(items.peek().first);
    }

    private void close(Token token) {
        if (open.isEmpty()) {
            throw error(token.start(), "this " + token.in(text) + " closes nothing");
        }
        Token opened = open.pop();
        String pair = opened.in(text) + token.in(text);
        if (!pair.equals("()") && !pair.equals("[]") && !pair.equals("{}")) {
            throw error(
                    token.start(),
                    "this " + token.in(text) + " does not close the " + opened.in(text) + " at line "
                            + source.line(opened.start()) + ", column " + source.column(opened.start()));
        }
        Items ended = items.pop();
        ended.end();
        if (open.isEmpty() && statementDepth >= 0) {
            // The limits apply to each statement of a policy, because each is parsed as one expression.
            operators = 0;
            less = 0;
        }
        // Groovy has no mix of list and map, and its own message does not say so.
        if (pair.equals("[]") && ended.named && ended.unnamed) {
            throw error(
                    opened.start(),
                    "in […] name all columns or none; to mix them, write select(pid, pod: container.pod_name)");
        }
    }

    /** The items between the separators of an open bracket. */
    private static final class Items {
        private boolean named;
        private boolean unnamed;
        private boolean currentNamed;
        private boolean seen;
        private Token first;

        void see(Token token) {
            first = seen ? first : token;
            seen = true;
        }

        void end() {
            named |= currentNamed;
            unnamed |= seen && !currentNamed;
            currentNamed = false;
            seen = false;
            first = null;
        }
    }

    private void blank(int start, int end) {
        for (int i = start; i < end; i++) {
            out[i] = text.charAt(i) == '\n' ? '\n' : ' ';
        }
    }

    private QueryException error(int offset, String problem) {
        return new QueryException(source, offset, problem);
    }
}
