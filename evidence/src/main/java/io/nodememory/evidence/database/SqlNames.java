package io.nodememory.evidence.database;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SQL names and types that are the same for all databases. */
public final class SqlNames {
    /** The column of every evidence table with the id of the row's capture. */
    public static final String CAPTURE_ID = "capture_id";

    /** The key of every evidence table: the capture's id in the upper 32 bits, the row's number in the lower. */
    public static final String ROW_KEY = "row_key";

    private SqlNames() {}

    /** An identifier in double quotes, so that it can be a keyword and keeps its case. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String quoteAll(Stream<String> names) {
        return names.map(SqlNames::quote).collect(Collectors.joining(", "));
    }

    /** The SQL type of a column; {@code VARCHAR} has no shorter limit than {@link Values#TEXT_LIMIT} in any database. */
    public static String type(ColumnSpec.Kind kind) {
        return switch (kind) {
            case INTEGER, ADDRESS -> "BIGINT";
            case BOOLEAN -> "BOOLEAN";
            case TEXT -> "VARCHAR";
            case TIME -> "TIMESTAMP(6) WITH TIME ZONE";
            case TEXT_LIST -> "VARCHAR ARRAY";
            case INTEGER_LIST -> "BIGINT ARRAY";
        };
    }

    public static List<String> columnNames(TableSpec<?> table) {
        return table.columns().stream().map(ColumnSpec::name).toList();
    }
}
