package io.nodememory.kernel.table.spec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A column, derived from a record component.
 *
 * @param name the name in snake_case
 * @param nullable whether a row may lack the value
 */
public record ColumnSpec(
        String name, Kind kind, boolean nullable, boolean secret, String help, RecordComponent component) {
    /** The types of values. Each has one SQL type, one JSON form and one set of operations in queries. */
    public enum Kind {
        INTEGER,
        ADDRESS,
        BOOLEAN,
        TEXT,
        /** UTC, in microseconds. */
        TIME,
        TEXT_LIST,
        INTEGER_LIST
    }

    static ColumnSpec of(RecordComponent component) {
        Column column = component.getAnnotation(Column.class);
        if (column == null) {
            throw new IllegalStateException(
                    component.getDeclaringRecord() + "." + component.getName() + " lacks @Column");
        }
        Class<?> type = component.getType();
        Kind kind = kind(component, column.address());
        component.getAccessor().setAccessible(true);
        return new ColumnSpec(
                snakeCase(component.getName()), kind, !type.isPrimitive(), column.secret(), column.value(), component);
    }

    private static Kind kind(RecordComponent component, boolean address) {
        Class<?> type = component.getType();
        if (type == long.class || type == Long.class) {
            return address ? Kind.ADDRESS : Kind.INTEGER;
        } else if (type == int.class || type == Integer.class) {
            return Kind.INTEGER;
        } else if (type == boolean.class || type == Boolean.class) {
            return Kind.BOOLEAN;
        } else if (type == String.class) {
            return Kind.TEXT;
        } else if (type == Instant.class) {
            return Kind.TIME;
        } else if (type == List.class && component.getGenericType() instanceof ParameterizedType list) {
            return list.getActualTypeArguments()[0] == String.class ? Kind.TEXT_LIST : Kind.INTEGER_LIST;
        }
        throw new IllegalStateException("no column type for " + component);
    }

    private static String snakeCase(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** The value of the column in a row: Long, Integer, Boolean, String, Instant, List or null. */
    public Object valueOf(Record row) {
        try {
            return component.getAccessor().invoke(row);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
