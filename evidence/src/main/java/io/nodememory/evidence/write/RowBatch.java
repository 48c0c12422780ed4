package io.nodememory.evidence.write;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** Rows of one table that are written together, with the amount of their text. */
final class RowBatch {
    /** Columns whose values have no fixed size. */
    private final List<ColumnSpec> unbounded;

    private List<Record> rows = new ArrayList<>();
    private long text;

    RowBatch(TableSpec<?> table) {
        unbounded = table.columns().stream()
                .filter(column -> column.kind() == Kind.TEXT
                        || column.kind() == Kind.TEXT_LIST
                        || column.kind() == Kind.INTEGER_LIST)
                .toList();
    }

    void add(Record row) {
        rows.add(row);
        for (ColumnSpec column : unbounded) {
            text += length(column.valueOf(row));
        }
    }

    /** The approximate number of characters of a value; a number of a list counts as eight. */
    private static long length(Object value) {
        if (value instanceof CharSequence characters) {
            return characters.length();
        } else if (value instanceof Iterable<?> elements) {
            long sum = 0;
            for (Object element : elements) {
                sum += Math.max(Long.BYTES, length(element));
            }
            return sum;
        }
        return 0;
    }

    int size() {
        return rows.size();
    }

    /** The number of characters in the rows. */
    long text() {
        return text;
    }

    /** The rows so far; the next row begins a new batch. */
    List<Record> take() {
        List<Record> taken = rows;
        rows = new ArrayList<>(taken.size());
        text = 0;
        return taken;
    }
}
