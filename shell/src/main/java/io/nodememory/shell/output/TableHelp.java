package io.nodememory.shell.output;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.text.JsonString;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Screen.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the catalogue of tables for readers and for programs, from the records of the tables. */
public final class TableHelp {
    private static final int LEAST_HELP_WIDTH = 24;
    private final Appendable out;
    private final Screen screen;

    public TableHelp(Appendable out, Screen screen) {
        this.out = out;
        this.screen = screen;
    }

    public void list(List<TableSpec<?>> tables) throws IOException {
        definitions(tables.stream().map(t -> List.of(t.name(), "", t.help())).toList());
    }

    /** Writes one table: the meaning of a row, the columns with types, and the paths to other tables. */
    public void describe(TableSpec<?> table) throws IOException {
        out.append(screen.paint(Style.BOLD, table.name())).append('\n');
        paragraph(table.help(), 0);
        out.append('\n');
        List<List<String>> columns = new ArrayList<>();
        for (ColumnSpec column : table.columns()) {
            columns.add(List.of(column.name(), type(column), column.help() + (column.secret() ? " (masked)" : "")));
        }
        definitions(columns);
        if (!table.joins().isEmpty()) {
            out.append('\n').append(screen.paint(Style.BOLD, "paths")).append('\n');
            definitions(table.joins().stream()
                    .map(j -> List.of(j.name(), "→ " + j.table() + (j.many() ? " (any of)" : ""), j.help()))
                    .toList());
        }
    }

    private static String type(ColumnSpec column) {
        return typeName(column) + (column.nullable() ? "?" : "");
    }

    private static String typeName(ColumnSpec column) {
        return switch (column.kind()) {
            case TEXT_LIST -> "list of text";
            case INTEGER_LIST -> "list of integer";
            default -> column.kind().name().toLowerCase(Locale.ROOT);
        };
    }

    /** Writes lines of name, type and help; long help continues on lines below itself. */
    public void definitions(List<List<String>> rows) throws IOException {
        int names = rows.stream().mapToInt(r -> r.get(0).length()).max().orElse(0);
        int types = rows.stream().mapToInt(r -> r.get(1).length()).max().orElse(0);
        int indent = 2 + names + 2 + (types == 0 ? 0 : types + 2);
        for (List<String> row : rows) {
            String name = row.get(0);
            String type = row.get(1);
            out.append("  ").append(screen.paint(Style.CYAN, name)).append(" ".repeat(names - name.length() + 2));
            if (types > 0) {
                out.append(screen.paint(Style.DIM, type)).append(" ".repeat(types - type.length() + 2));
            }
            paragraph(row.get(2), indent);
        }
    }

    private void paragraph(String text, int indent) throws IOException {
        int width = screen.terminal() ? Math.max(LEAST_HELP_WIDTH, screen.width() - indent) : Integer.MAX_VALUE;
        int used = 0;
        for (String word : text.split(" ", -1)) {
            if (used > 0 && used + 1 + word.length() > width) {
                out.append('\n').append(" ".repeat(indent));
                used = 0;
            }
            out.append(used > 0 ? " " : "").append(word);
            used += word.length() + (used > 0 ? 1 : 0);
        }
        out.append('\n');
    }

    /** Writes a JSON array of tables with columns and joins. */
    public void json(List<TableSpec<?>> tables) throws IOException {
        out.append('[');
        for (int i = 0; i < tables.size(); i++) {
            TableSpec<?> table = tables.get(i);
            out.append(i == 0 ? "\n  {" : ",\n  {");
            member("", "name", table.name());
            member(", ", "help", table.help());
            out.append(", \"columns\": [");
            for (int c = 0; c < table.columns().size(); c++) {
                column(c == 0 ? "\n    {" : ",\n    {", table.columns().get(c));
            }
            out.append("\n  ], \"joins\": [");
            for (int j = 0; j < table.joins().size(); j++) {
                join(j == 0 ? "\n    {" : ",\n    {", table.joins().get(j));
            }
            out.append(table.joins().isEmpty() ? "]}" : "\n  ]}");
        }
        out.append("\n]\n");
    }

    private void column(String before, ColumnSpec column) throws IOException {
        out.append(before);
        member("", "name", column.name());
        member(", ", "type", typeName(column));
        out.append(", \"nullable\": ").append(String.valueOf(column.nullable()));
        out.append(", \"secret\": ").append(String.valueOf(column.secret()));
        member(", ", "help", column.help());
        out.append('}');
    }

    private void join(String before, Join join) throws IOException {
        out.append(before);
        member("", "name", join.name());
        member(", ", "table", join.table());
        out.append(", \"many\": ").append(String.valueOf(join.many()));
        member(", ", "help", join.help());
        out.append('}');
    }

    private void member(String before, String name, String value) throws IOException {
        out.append(before);
        JsonString.write(out, name);
        out.append(": ");
        JsonString.write(out, value);
    }
}
