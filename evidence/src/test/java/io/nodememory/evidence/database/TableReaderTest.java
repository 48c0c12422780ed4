package io.nodememory.evidence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.database.postgres.PostgresServer;
import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {
    @TempDir
    Path folder;

    @Test
    void fromAFile() throws Exception {
        readsEachCapturesRowsInOrder(folder.resolve("evidence").toString());
    }

    @Test
    void fromAServer() throws Exception {
        Optional<String> database = PostgresServer.newDatabase();
        assumeThat(database).as("a PostgreSQL server is installed").isPresent();
        readsEachCapturesRowsInOrder(database.get());
    }

    /** Tests captures with the rows of one piece, with more than two pieces, and without rows. */
    private static void readsEachCapturesRowsInOrder(String spec) throws Exception {
        try (EvidenceStore store = EvidenceStore.open(spec, Access.WRITE, SampleTables.ALL)) {
            int[] counts = {2_000, 4_100, 0, 3};
            for (int count : counts) {
                SampleTables.capture(store, null, count, "p");
            }
            for (int i = 0; i < counts.length; i++) {
                List<List<Object>> rows = new ArrayList<>();
                store.read(i + 1, SampleTables.PROCESSES, rows::add);
                assertThat(rows.stream().map(row -> row.get(1)).toList())
                        .isEqualTo(LongStream.range(0, counts[i]).boxed().toList());
            }
            List<List<Object>> few = new ArrayList<>();
            store.read(4, SampleTables.PROCESSES, few::add);
            SampleTables.ProcessRow second = SampleTables.process(1, "p1");
            assertThat(few.get(1))
                    .containsExactly(
                            second.address(),
                            1L,
                            "p1",
                            false,
                            Values.normal(Kind.TIME, second.started()),
                            List.of("a", "b"),
                            List.of(1L, -1L),
                            0L);
            assertThatThrownBy(() -> store.read(2, SampleTables.PROCESSES, row -> {
                        throw new IOException("the disk is full");
                    }))
                    .isInstanceOf(IOException.class);
        }
    }
}
