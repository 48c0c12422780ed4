package io.nodememory.shell.parquet;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.output.OutputColumn;
import java.util.List;
import java.util.function.Consumer;

/**
 * A column of a file. Every column is nullable, because older rows have null in a column that was added later. A list is the
 * three-level group that all readers support: {@code optional group x (LIST) { repeated group list { optional … element } }}.
 */
record SchemaColumn(String name, Kind kind) {
    private static final int OPTIONAL = 1;
    private static final int REPEATED = 2;
    private static final int CONVERTED_LIST = 3;

    static SchemaColumn of(OutputColumn column) {
        return new SchemaColumn(column.name(), column.kind());
    }

    boolean isList() {
        return kind == Kind.TEXT_LIST || kind == Kind.INTEGER_LIST;
    }

    ColumnType type() {
        return ColumnType.of(kind);
    }

    int maxDefinition() {
        return isList() ? 3 : 1;
    }

    List<String> path() {
        return isList() ? List.of(name, "list", "element") : List.of(name);
    }

    /** The schema elements of the column, in depth-first order. */
    List<Consumer<ThriftWriter>> elements() {
        if (!isList()) {
            return List.of(element -> leaf(element, name));
        }
        return List.of(
                element -> {
                    element.i32(3, OPTIONAL);
                    element.text(4, name);
                    element.i32(5, 1);
                    element.i32(6, CONVERTED_LIST);
                    element.struct(10, logical -> logical.struct(3, list -> {}));
                },
                element -> {
                    element.i32(3, REPEATED);
                    element.text(4, "list");
                    element.i32(5, 1);
                },
                element -> leaf(element, "element"));
    }

    private void leaf(ThriftWriter element, String leafName) {
        element.i32(1, type().physical());
        element.i32(3, OPTIONAL);
        element.text(4, leafName);
        type().describe(element);
    }
}
