package io.nodememory.query.completion;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.catalogue.Constants;
import io.nodememory.query.catalogue.LanguageWords;
import io.nodememory.query.source.Lexer;
import io.nodememory.query.source.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Suggests completions at the cursor of an unfinished query. It uses tokens only, because the text cannot be parsed yet. */
public final class Completion {
    private final Catalogue catalogue;
    private final ValueSource values;

    public Completion(Catalogue catalogue, ValueSource values) {
        this.catalogue = catalogue;
        this.values = values;
    }

    /**
     * Returns suggestions, most likely first.
     *
     * @param cursor offset in the text; the text after it is ignored
     */
    public List<Suggestion> complete(String text, int cursor) {
        String before = text.substring(0, Math.max(0, Math.min(cursor, text.length())));
        List<Token> tokens = Lexer.scan(before);
        TokenReader reader = new TokenReader(catalogue, before, tokens);
        Token current = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        boolean word = current != null && current.kind() == Token.Kind.NAME && current.end() == before.length();
        boolean quoted = current != null && current.kind() == Token.Kind.UNCLOSED;
        boolean comment = current != null && current.kind() == Token.Kind.COMMENT && current.end() == before.length();
        int read = word || quoted ? tokens.size() - 1 : tokens.size();
        tokens.subList(0, read).forEach(reader::read);
        if (comment) {
            return List.of();
        } else if (quoted) {
            return values(reader, before, current);
        }
        int start = word ? current.start() : before.length();
        return matching(candidates(reader, before, word), before.substring(start), start);
    }

    private List<Suggestion> values(TokenReader reader, String text, Token quoted) {
        boolean quotes = text.startsWith("'", quoted.start()) && !text.startsWith("'''", quoted.start());
        int start = quoted.start() + 1;
        String prefix = text.substring(Math.min(start, text.length()));
        if (!quotes || prefix.contains("\\") || prefix.contains("\n")) {
            return List.of();
        }
        if (!(reader.compared() instanceof Place.Column column)) {
            return List.of();
        }
        List<Suggestion> suggestions = new ArrayList<>();
        for (String value : values.values(column.table().name(), column.spec().name(), prefix)) {
            if (Quoting.isPlain(value)) {
                suggestions.add(new Suggestion(Quoting.escape(value), "values", "", start));
            }
        }
        return suggestions;
    }

    /** The suggestions that begin with the written word; if there are none, those that contain it. */
    private static List<Suggestion> matching(List<Suggestion> all, String written, int start) {
        String lower = written.toLowerCase(Locale.ROOT);
        List<Suggestion> begin = new ArrayList<>();
        List<Suggestion> hold = new ArrayList<>();
        for (Suggestion suggestion : all) {
            String value = suggestion.value().toLowerCase(Locale.ROOT);
            Suggestion placed = new Suggestion(suggestion.value(), suggestion.group(), suggestion.help(), start);
            if (value.startsWith(lower)) {
                begin.add(placed);
            } else if (value.contains(lower)) {
                hold.add(placed);
            }
        }
        return begin.isEmpty() ? hold : begin;
    }

    private List<Suggestion> candidates(TokenReader reader, String text, boolean word) {
        List<Suggestion> found = new ArrayList<>();
        if (reader.afterDot()) {
            members(reader.place(), found);
            return found;
        }
        Token last = reader.last();
        boolean operand = last != null
                && switch (last.kind()) {
                    case NAME -> !last.is(text, "in");
                    case NUMBER, STRING, CLOSE -> true;
                    default -> false;
                };
        if (operand) {
            operators(reader, word, found);
            return found;
        }
        String operation = reader.operation();
        if (operation != null && (operation.equals("added") || operation.equals("removed"))) {
            add(found, "since: baseline", "operations", "Compared with the capture that 'baseline' names.");
            return found;
        } else if (operation != null && operation.equals("limit")) {
            return found;
        }
        boolean in = last != null && last.is(text, "in");
        if (reader.table() != null) {
            row(reader.table(), found);
            words(LanguageWords.FUNCTIONS, "functions", found);
            Constants.names().forEach(name -> add(found, name, "constants", ""));
        }
        if (reader.table() == null || in) {
            catalogue.tables().forEach(table -> add(found, table.name(), "tables", table.help()));
        }
        add(found, "baseline", "tables", "The tables of the capture to compare with: baseline.tasks.");
        return found;
    }

    private void members(Place place, List<Suggestion> found) {
        if (place instanceof Place.Rows rows) {
            words(rows.query() ? LanguageWords.OPERATIONS : LanguageWords.OF_ROWS, "operations", found);
            row(rows.table(), found);
        } else if (place instanceof Place.Row row) {
            row(row.table(), found);
        } else if (place instanceof Place.Column column) {
            words(TokenReader.methods(column.spec().kind()), "methods", found);
        } else if (place instanceof Place.Digits) {
            words(LanguageWords.DURATIONS, "durations", found);
        } else if (place instanceof Place.Baseline) {
            catalogue.tables().forEach(table -> add(found, table.name(), "tables", table.help()));
        }
    }

    private static void row(TableSpec<?> table, List<Suggestion> found) {
        for (ColumnSpec column : table.columns()) {
            add(found, column.name(), "columns", column.help());
        }
        for (Join join : table.joins()) {
            add(found, join.name(), "joins", join.help());
        }
    }

    private static void operators(TokenReader reader, boolean word, List<Suggestion> found) {
        if (reader.table() == null || word) {
            return;
        }
        if (reader.place() instanceof Place.Column column) {
            switch (column.spec().kind()) {
                case TEXT -> symbols(found, "==", "!=", "=~", "==~", "in");
                case INTEGER, ADDRESS, TIME -> symbols(found, "==", "!=", "<", "<=", ">", ">=", "in");
                default -> {}
            }
        }
        symbols(found, "&&", "||");
    }

    private static void symbols(List<Suggestion> found, String... symbols) {
        for (String symbol : symbols) {
            add(found, symbol, "operators", "");
        }
    }

    private static void words(List<LanguageWords.Word> words, String group, List<Suggestion> found) {
        words.forEach(word -> add(found, word.name(), group, word.usage() + "  " + word.help()));
    }

    private static void add(List<Suggestion> found, String value, String group, String help) {
        found.add(new Suggestion(value, group, help, 0));
    }
}
