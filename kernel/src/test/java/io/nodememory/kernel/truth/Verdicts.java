package io.nodememory.kernel.truth;

import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the verdicts of rows of any table. */
final class Verdicts {
    private Verdicts() {}

    /** The tables with a column {@code verdict}. */
    static List<TableSpec<?>> tables() {
        List<TableSpec<?>> tables = new ArrayList<>();
        for (TableSpec<?> table : Tables.ALL) {
            if (Arrays.stream(table.rowType().getRecordComponents())
                    .anyMatch(component -> component.getName().equals("verdict"))) {
                tables.add(table);
            }
        }
        return tables;
    }

    /** The verdict of a row; null for none. */
    static Object of(Record row) {
        try {
            for (RecordComponent component : row.getClass().getRecordComponents()) {
                if (component.getName().equals("verdict")) {
                    return component.getAccessor().invoke(row);
                }
            }
            throw new AssertionError(row.getClass() + " has no verdict");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
