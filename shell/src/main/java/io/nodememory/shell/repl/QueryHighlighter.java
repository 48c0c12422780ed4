package io.nodememory.shell.repl;

import io.nodememory.query.completion.Highlighting;
import io.nodememory.query.completion.Highlighting.Span;
import io.nodememory.shell.runtime.Screen;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours the current line. */
final class QueryHighlighter implements Highlighter {
    private final Highlighting highlighting;

    QueryHighlighter(Highlighting highlighting) {
        this.highlighting = highlighting;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        if (!Screen.colourWanted()) {
            return new AttributedString(buffer);
        }
        AttributedStringBuilder styled = new AttributedStringBuilder();
        if (ReplCommands.of(buffer).isPresent()) {
            int end = buffer.indexOf(ReplCommands.firstWord(buffer))
                    + ReplCommands.firstWord(buffer).length();
            return styled.append(buffer.substring(0, end), AttributedStyle.BOLD)
                    .append(buffer.substring(end))
                    .toAttributedString();
        }
        int done = 0;
        for (Span span : highlighting.spans(buffer)) {
            styled.append(buffer, done, span.start());
            styled.append(buffer.substring(span.start(), span.end()), style(span, buffer.length()));
            done = span.end();
        }
        return styled.append(buffer, done, buffer.length()).toAttributedString();
    }

    private static AttributedStyle style(Span span, int end) {
        return switch (span.kind()) {
            case TABLE, JOIN -> AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
            case OPERATION, KEYWORD -> AttributedStyle.BOLD;
            case STRING, CONSTANT -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
            case NUMBER -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
            case COMMENT -> AttributedStyle.DEFAULT.faint();
            // A name at the cursor may be unfinished
            case UNKNOWN ->
                span.end() == end ? AttributedStyle.DEFAULT : AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
            case COLUMN, OPERATOR, BRACKET -> AttributedStyle.DEFAULT;
        };
    }
}
