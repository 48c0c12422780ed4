package io.nodememory.shell.parquet;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.output.Cells;
import java.time.Instant;

/** The Parquet type of a kind of values: a physical and a logical type (parquet.thrift, Type and LogicalType). */
enum ColumnType {
    BOOLEAN(0),
    INTEGER(2),
    /** Microseconds since 1970, UTC. */
    TIME(2),
    /** UTF-8. */
    TEXT(6);

    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    /** The value of ConvertedType, for readers without support for LogicalType. */
    private static final int CONVERTED_UTF8 = 0;

    private static final int CONVERTED_TIMESTAMP_MICROS = 10;

    private final int physical;

    ColumnType(int physical) {
        this.physical = physical;
    }

    /**
     * Addresses are texts of 18 characters as in JSON: Trino and BigQuery have no unsigned 64-bit numbers, and kernel addresses
     * would be negative as signed numbers. Texts of equal length have the order of the numbers.
     */
    static ColumnType of(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> BOOLEAN;
            case INTEGER, INTEGER_LIST -> INTEGER;
            case TIME -> TIME;
            case ADDRESS, TEXT, TEXT_LIST -> TEXT;
        };
    }

    /** Converts a value to the class of this type: Boolean, Long or String. */
    static Object stored(Kind kind, Object value) {
        if (value instanceof Instant time) {
            return time.getEpochSecond() * MICROS + time.getNano() / NANOS_PER_MICRO;
        } else if (value instanceof Number number && kind != Kind.ADDRESS) {
            return number.longValue();
        }
        return value instanceof Boolean ? value : Cells.scalar(kind, value);
    }

    int physical() {
        return physical;
    }

    /** Writes the fields of a schema element that describe the logical type. */
    void describe(ThriftWriter element) {
        if (this == TEXT) {
            element.i32(6, CONVERTED_UTF8);
            element.struct(10, logical -> logical.struct(1, string -> {}));
        } else if (this == TIME) {
            element.i32(6, CONVERTED_TIMESTAMP_MICROS);
            element.struct(
                    10,
                    logical -> logical.struct(8, timestamp -> {
                        timestamp.bool(1, true);
                        timestamp.struct(2, unit -> unit.struct(2, micros -> {}));
                    }));
        }
    }
}
