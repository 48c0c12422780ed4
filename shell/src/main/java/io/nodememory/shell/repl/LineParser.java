package io.nodememory.shell.repl;

import io.nodememory.query.source.Lexer;
import io.nodememory.query.source.Token;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Splits a line for JLine. The word at the cursor is a name or an open string; a query with open brackets continues. */
final class LineParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && ReplCommands.of(line).isEmpty()) {
            String missing = OpenBrackets.missing(line);
            if (!missing.isEmpty()) {
                throw new EOFError(-1, -1, "the query continues", missing);
            }
        }
        String before = line.substring(0, cursor);
        return new Line(line, cursor, before.substring(wordStart(before)));
    }

    /** The start of the word that a completion replaces: after the quote of an open string, else at the start of the name. */
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

    /** @param word the part of the current word before the cursor */
    private record Line(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        /** Returns the candidate as it is: the producer of suggestions escapes them. */
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
