package io.nodememory.shell.repl;

import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Cuts a line for JLine: the word at the cursor is a name; a query with open brackets goes on in the next line. */
final class LineParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && ShellCommands.of(line).isEmpty()) {
            String missing = OpenBrackets.missing(line);
            if (!missing.isEmpty()) {
                throw new EOFError(-1, -1, "the query goes on", missing);
            }
        }
        int start = cursor;
        while (start > 0 && Character.isJavaIdentifierPart(line.charAt(start - 1))) {
            start--;
        }
        return new Line(line, cursor, line.substring(start, cursor));
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    /** @param word what stands before the cursor of the name that is being typed */
    private record Line(String line, int cursor, String word) implements ParsedLine {
        @Override
        public int wordCursor() {
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
