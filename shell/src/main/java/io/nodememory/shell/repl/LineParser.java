package io.nodememory.shell.repl;

import io.nodememory.query.source.Lexer;
import io.nodememory.query.source.Token;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Cuts a line for JLine: the word at the cursor is a name or an open text; a query with open brackets goes on. */
final class LineParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && ReplCommands.of(line).isEmpty()) {
            String missing = OpenBrackets.missing(line);
            if (!missing.isEmpty()) {
                throw new EOFError(-1, -1, "the query goes on", missing);
            }
        }
        String before = line.substring(0, cursor);
        return new Line(line, cursor, before.substring(wordStart(before)));
    }

    /** Where the word begins that a completion replaces: after the quote of an open text, else where the name begins. */
    private static int wordStart(String before) {
        List<Token> tokens = Lexer.scan(before);
        if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Token.Kind.UNCLOSED) {
            return Math.min(before.length(), tokens.get(tokens.size() - 1).start() + 1);
        }
        int start = before.length();
        while (start > 0 && Character.isJavaIdentifierPart(before.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    /** @param word what stands before the cursor of the word that is being typed */
    private record Line(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        /** Suggestions are escaped by who makes them. */
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }
}
