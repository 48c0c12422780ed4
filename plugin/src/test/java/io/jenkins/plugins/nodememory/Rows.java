package io.jenkins.plugins.nodememory;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;

/** Rows of real tables that hold only what a test needs. */
final class Rows {
    private Rows() {}

    /** A row with some columns; the others are zero, false or null. */
    static <R extends Record> R of(TableSpec<R> table, Map<String, ?> values) throws ReflectiveOperationException {
        Class<?>[] types = table.columns().stream()
                .map(column -> column.component().getType())
                .toArray(Class<?>[]::new);
        Object[] arguments = table.columns().stream()
                .map(column -> values.containsKey(column.name()) ? values.get(column.name()) : empty(column))
                .toArray();
        Constructor<R> constructor = table.rowType().getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(Arrays.copyOf(arguments, arguments.length));
    }

    private static Object empty(ColumnSpec column) {
        Class<?> type = column.component().getType();
        if (type == boolean.class) {
            return false;
        } else if (type == int.class) {
            return 0;
        }
        return type == long.class ? (Object) 0L : null;
    }
}
