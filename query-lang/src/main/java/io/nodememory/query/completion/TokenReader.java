package io.nodememory.query.completion;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.catalogue.Constants;
import io.nodememory.query.catalogue.LanguageWords;
import io.nodememory.query.source.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the tokens of a query, which can be incomplete, and keeps the meaning of the words up to each token. */
final class TokenReader {
    private static final Set<String> KEYWORDS = Set.of("in", "true", "false", "null", "it", "baseline");

    /** An open bracket: the meaning of the words before it, and the table whose names are visible in it. */
    private static final class Frame {
        private final Place before;
        private final TableSpec<?> table;
        private Place first = Place.NOTHING;

        Frame(Place before, TableSpec<?> table) {
            this.before = before;
            this.table = table;
        }
    }

    private final Catalogue catalogue;
    private final String text;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Set<String> labels = new HashSet<>(Set.of("count"));
    private Place place = Place.NOTHING;
    private Place compared = Place.NOTHING;
    private Token last;

    TokenReader(Catalogue catalogue, String text, List<Token> tokens) {
        this.catalogue = catalogue;
        this.text = text;
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean label = token.kind() == Token.Kind.NAME && tokens.get(i + 1).is(text, ":");
            boolean parameter =
                    token.kind() == Token.Kind.NAME && tokens.get(i + 1).is(text, "->");
            if (label || parameter) {
                labels.add(token.in(text));
            }
        }
    }

    /** Reads a token and returns its class for highlighting. */
    Highlighting.Kind read(Token token) {
        Highlighting.Kind kind =
                switch (token.kind()) {
                    case NAME -> name(token);
                    case NUMBER -> value(new Place.Digits(), Highlighting.Kind.NUMBER);
                    case STRING, UNCLOSED -> value(Place.NOTHING, Highlighting.Kind.STRING);
                    case OPERATOR -> operator(token);
                    case OPEN -> open();
                    case CLOSE -> close();
                    case SEPARATOR -> value(Place.NOTHING, Highlighting.Kind.OPERATOR);
                    case COMMENT -> Highlighting.Kind.COMMENT;
                    case NEWLINE, UNKNOWN -> Highlighting.Kind.UNKNOWN;
                };
        if (token.kind() != Token.Kind.COMMENT && token.kind() != Token.Kind.NEWLINE) {
            last = token;
        }
        return kind;
    }

    private Highlighting.Kind value(Place next, Highlighting.Kind kind) {
        place = next;
        return kind;
    }

    private Highlighting.Kind operator(Token token) {
        if (isDot(token)) {
            return Highlighting.Kind.OPERATOR;
        } else if (token.is(text, "->")) {
            last = token;
        } else {
            compared = place;
        }
        place = Place.NOTHING;
        return Highlighting.Kind.OPERATOR;
    }

    private boolean isDot(Token token) {
        return token != null && (token.is(text, ".") || token.is(text, "?."));
    }

    private Highlighting.Kind open() {
        TableSpec<?> table = place instanceof Place.Operation operation
                ? operation.rows().table()
                : frames.isEmpty() ? null : frames.peek().table;
        frames.push(new Frame(place, table));
        place = Place.NOTHING;
        return Highlighting.Kind.BRACKET;
    }

    private Highlighting.Kind close() {
        if (!frames.isEmpty()) {
            Frame frame = frames.pop();
            boolean rows = frame.before instanceof Place.Operation operation
                    && !Set.of("any", "every", "isEmpty", "size").contains(operation.name());
            place = rows ? ((Place.Operation) frame.before).rows() : Place.NOTHING;
            if (frame.before instanceof Place.Nothing) {
                place = frame.first;
            }
        }
        return Highlighting.Kind.BRACKET;
    }

    private Highlighting.Kind name(Token token) {
        String word = token.in(text);
        if (isDot(last)) {
            return member(word);
        } else if (word.equals("in")) {
            compared = place;
            place = Place.NOTHING;
            return Highlighting.Kind.KEYWORD;
        }
        Highlighting.Kind kind = start(word);
        if (!frames.isEmpty() && frames.peek().first instanceof Place.Nothing) {
            frames.peek().first = place;
        }
        return kind;
    }

    private Highlighting.Kind start(String word) {
        place = Place.NOTHING;
        for (Frame frame : frames) {
            if (frame.table != null) {
                Highlighting.Kind kind = rowMember(frame.table, word);
                if (kind != Highlighting.Kind.UNKNOWN) {
                    return kind;
                }
            }
        }
        if (KEYWORDS.contains(word)) {
            place = word.equals("baseline")
                    ? new Place.Baseline()
                    : word.equals("it") && table() != null ? new Place.Row(table()) : Place.NOTHING;
            return Highlighting.Kind.KEYWORD;
        }
        Optional<TableSpec<?>> table = catalogue.table(word);
        if (table.isPresent()) {
            place = new Place.Rows(table.get(), true);
            return Highlighting.Kind.TABLE;
        } else if (Constants.find(word).isPresent()) {
            return Highlighting.Kind.CONSTANT;
        } else if (labels.contains(word)) {
            place = table() == null ? Place.NOTHING : new Place.Row(table());
            return Highlighting.Kind.COLUMN;
        }
        boolean known = Set.of("asc", "desc", "since").contains(word)
                || LanguageWords.names(LanguageWords.FUNCTIONS).contains(word);
        return known ? Highlighting.Kind.OPERATION : Highlighting.Kind.UNKNOWN;
    }

    private Highlighting.Kind rowMember(TableSpec<?> table, String word) {
        Optional<ColumnSpec> column = table.column(word);
        if (column.isPresent()) {
            place = new Place.Column(table, column.get());
            return Highlighting.Kind.COLUMN;
        }
        Optional<Join> join = table.join(word);
        if (join.isPresent()) {
            TableSpec<?> target = catalogue.target(join.get());
            place = join.get().many() ? new Place.Rows(target, false) : new Place.Row(target);
            return Highlighting.Kind.JOIN;
        }
        return Highlighting.Kind.UNKNOWN;
    }

    private Highlighting.Kind member(String word) {
        Place of = place;
        place = Place.NOTHING;
        if (of instanceof Place.Rows rows) {
            boolean operation =
                    LanguageWords.operation(word).isPresent() || word.equals("size") || word.equals("empty");
            if (operation) {
                place = new Place.Operation(rows, word);
                return Highlighting.Kind.OPERATION;
            }
            return labelled(rowMember(rows.table(), word), word);
        } else if (of instanceof Place.Row row) {
            return labelled(rowMember(row.table(), word), word);
        } else if (of instanceof Place.Baseline) {
            Optional<TableSpec<?>> table = catalogue.table(word);
            table.ifPresent(spec -> place = new Place.Rows(spec, true));
            return table.isPresent() ? Highlighting.Kind.TABLE : Highlighting.Kind.UNKNOWN;
        }
        boolean known = of instanceof Place.Nothing
                || (of instanceof Place.Digits
                        && LanguageWords.names(LanguageWords.DURATIONS).contains(plural(word)))
                || (of instanceof Place.Column column
                        && LanguageWords.names(methods(column.spec().kind())).contains(word));
        return known ? Highlighting.Kind.OPERATION : Highlighting.Kind.UNKNOWN;
    }

    private Highlighting.Kind labelled(Highlighting.Kind kind, String word) {
        return kind == Highlighting.Kind.UNKNOWN && labels.contains(word) ? Highlighting.Kind.COLUMN : kind;
    }

    private static String plural(String word) {
        return word.endsWith("s") ? word : word + "s";
    }

    static List<LanguageWords.Word> methods(ColumnSpec.Kind kind) {
        return switch (kind) {
            case TEXT -> LanguageWords.OF_TEXT;
            case TEXT_LIST, INTEGER_LIST -> LanguageWords.OF_LISTS;
            default -> List.of();
        };
    }

    /** The meaning of the words before the current place. */
    Place place() {
        return place;
    }

    /** The meaning of the words before the last operator. */
    Place compared() {
        return compared;
    }

    /** The last token that is no comment and no line break, or null. */
    Token last() {
        return last;
    }

    boolean afterDot() {
        return isDot(last);
    }

    /** The table whose columns are visible, or null. */
    TableSpec<?> table() {
        return frames.isEmpty() ? null : frames.peek().table;
    }

    /** The operation whose bracket is open, or null. */
    String operation() {
        return !frames.isEmpty() && frames.peek().before instanceof Place.Operation operation ? operation.name() : null;
    }
}
