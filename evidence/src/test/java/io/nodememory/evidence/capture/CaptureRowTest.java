package io.nodememory.evidence.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.table.spec.ColumnSpec;
import java.lang.reflect.Constructor;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureRowTest {
    @Test
    void everyColumnIsAPartOfTheCaptureAndBack() throws Exception {
        CaptureRow row = row(false);
        assertThat(CaptureRow.of(row.capture())).isEqualTo(row);
        assertThat(row.capture().image().manifest().claimedSha256()).isEqualTo(row.claimedSha256());
        assertThat(row.capture().custody().tool()).isEqualTo(row.tool());
        assertThat(row.capture().isDeleted()).isTrue();
    }

    @Test
    void aRowWithoutValuesIsACaptureWithoutNullParts() throws Exception {
        CaptureRow row = row(true);
        assertThat(CaptureRow.of(row.capture())).isEqualTo(row);
        assertThat(row.capture().isDeleted()).isFalse();
    }

    /** A row of values that all differ, or of nulls where a column may be null. */
    private static CaptureRow row(boolean empty) throws ReflectiveOperationException {
        List<ColumnSpec> columns = CaptureRow.TABLE.columns();
        Object[] values = new Object[columns.size()];
        Class<?>[] types = new Class<?>[values.length];
        for (int i = 0; i < values.length; i++) {
            types[i] = columns.get(i).component().getType();
            values[i] = empty && !types[i].isPrimitive() ? null : value(types[i], i);
        }
        Constructor<CaptureRow> constructor = CaptureRow.class.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    private static Object value(Class<?> type, int number) {
        if (type == String.class) {
            return "text " + number;
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(number);
        } else if (type == boolean.class) {
            return true;
        }
        return (long) number;
    }
}
