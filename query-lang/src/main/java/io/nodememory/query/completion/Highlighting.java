package io.nodememory.query.completion;

import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.source.Lexer;
import io.nodememory.query.source.Token;
import java.util.ArrayList;
import java.util.List;

/** What each piece of a query is, for colours; complete or not. */
public final class Highlighting {
    /** What a piece of text is. */
    public enum Kind {
        TABLE,
        OPERATION,
        COLUMN,
        JOIN,
        CONSTANT,
        KEYWORD,
        STRING,
        NUMBER,
        OPERATOR,
        BRACKET,
        COMMENT,
        /** A name that nothing has, or a character that no query has. */
        UNKNOWN
    }

    /**
     * A piece of text.
     *
     * @param start offset of its first character
     * @param end offset after its last
     */
    public record Span(int start, int end, Kind kind) {}

    private final Catalogue catalogue;

    public Highlighting(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The pieces in order; what is between them is blank. */
    public List<Span> spans(String text) {
        List<Token> tokens = Lexer.scan(text);
        TokenReader reader = new TokenReader(catalogue, text, tokens);
        List<Span> spans = new ArrayList<>();
        for (Token token : tokens) {
            Kind kind = reader.read(token);
            if (token.kind() != Token.Kind.NEWLINE) {
                spans.add(new Span(token.start(), token.end(), kind));
            }
        }
        return spans;
    }
}
