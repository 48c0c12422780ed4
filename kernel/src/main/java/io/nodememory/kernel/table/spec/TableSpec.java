package io.nodememory.kernel.table.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A table, derived from its record: everything that SQL, catalogue, help and exports need. */
public record TableSpec<R extends Record>(
        String name,
        String help,
        Class<R> rowType,
        List<ColumnSpec> columns,
        List<Join> joins,
        List<String> identity,
        List<String> compared,
        boolean bulky,
        Walker<R> walker) {

    public static <R extends Record> TableSpec<R> of(Class<R> rowType, Walker<R> walker) {
        Table table = rowType.getAnnotation(Table.class);
        if (table == null) {
            throw new IllegalStateException(rowType + " lacks @Table");
        }
        List<ColumnSpec> columns =
                Arrays.stream(rowType.getRecordComponents()).map(ColumnSpec::of).toList();
        return new TableSpec<>(
                table.name(),
                table.help(),
                rowType,
                columns,
                List.of(table.joins()),
                List.of(table.identity()),
                List.of(table.compared()),
                table.bulky(),
                walker);
    }

    public Optional<ColumnSpec> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }

    public Optional<Join> join(String joinName) {
        return joins.stream().filter(j -> j.name().equals(joinName)).findFirst();
    }
}
