package io.nodememory.query.completion;

import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.source.Lexer;
import io.nodememory.query.source.Token;
import java.util.ArrayList;
import java.util.List;

/** Classifies the tokens of a query for syntax highlighting. The query can be incomplete. */
public final class Highlighting {
    /** The class of a piece of text. */
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
        /** An unknown name, or a character that no query can contain. */
        UNKNOWN
    }

    /**
     * A piece of text.
     *
     * @param start offset of its first character
     * @param end offset after its last character
     */
    public record Span(int start, int end, Kind kind) {}

    private final Catalogue catalogue;

    public Highlighting(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The pieces in order; between them are only blanks. */
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
