package io.nodememory.evidence.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValuesTest {
    private static final String HOSTILE = "a\0b\ud800c\udfffd\u001b[2J😀'; DROP TABLE processes; --";
    private static final String STORED = "a␀b\ufffdc\ufffdd\u001b[2J😀'; DROP TABLE processes; --";

    @TempDir
    Path folder;

    @Test
    void charactersThatDatabasesRejectAreReplacedVisibly() {
        assertThat(Values.normal(Kind.TEXT, HOSTILE)).isEqualTo(STORED);
        assertThat(Values.normal(Kind.TEXT_LIST, List.of(HOSTILE))).isEqualTo(List.of(STORED));
    }

    @Test
    void aLongTextIsCutWithAMarkAndIsItsOwnStoredForm() {
        String cut = (String) Values.normal(Kind.TEXT, "x".repeat(1_000_000));
        assertThat(cut).hasSizeLessThanOrEqualTo(Values.TEXT_LIMIT).endsWith("x…[cut: 934,528 more characters]");
        assertThat(Values.normal(Kind.TEXT, cut)).isEqualTo(cut);
        assertThat(Values.normal(Kind.TEXT, "y".repeat(Values.TEXT_LIMIT))).isEqualTo("y".repeat(Values.TEXT_LIMIT));
    }

    @Test
    void aLongListEndsWithAMark() {
        List<?> cut = (List<?>) Values.normal(Kind.TEXT_LIST, Collections.nCopies(100_000, "g"));
        assertThat(cut).hasSize(Values.LIST_LIMIT);
        assertThat(cut.get(Values.LIST_LIMIT - 1)).isEqualTo("…[cut: 34,465 more elements]");
    }

    @Test
    void timesAreMicrosecondsWithinTheRangeOfDatabases() {
        assertThat(Values.normal(Kind.TIME, Instant.parse("2026-11-24T06:00:00.123456789Z")))
                .isEqualTo(Instant.parse("2026-11-24T06:00:00.123456Z"));
        assertThat(Values.normal(Kind.TIME, Instant.MAX)).isEqualTo(Instant.parse("9999-12-31T23:59:59.999999Z"));
        assertThat(Values.normal(Kind.TIME, Instant.MIN)).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
    }

    /** Writes the extremes of every kind and reads them back, by value and by hash. */
    @Test
    void theStoreReturnsTheValuesThatWereWritten() {
        SampleTables.ProcessRow full = new SampleTables.ProcessRow(
                -1L,
                Integer.MAX_VALUE,
                HOSTILE,
                true,
                Instant.MAX,
                List.of(),
                List.of(Long.MIN_VALUE, 0L),
                Long.MIN_VALUE);
        SampleTables.ProcessRow empty = new SampleTables.ProcessRow(0, 0, null, false, Instant.MIN, null, null, null);
        try (EvidenceStore store =
                EvidenceStore.open(folder.resolve("evidence").toString(), Access.WRITE, SampleTables.ALL)) {
            long id;
            try (CaptureWriter writer = store.begin(SampleTables.info())) {
                writer.add(SampleTables.PROCESSES, full);
                writer.add(SampleTables.PROCESSES, empty);
                id = writer.finish(null, true).id();
            }
            String sql = "SELECT * FROM \"processes\" WHERE \"capture_id\" = ? ORDER BY \"row_key\"";
            try (StoreQuery query = store.query(sql, List.of(id), Waiting.LIMIT)) {
                query.execute();
                assertThat(query.next()).isTrue();
                assertThat(query.row())
                        .containsExactly(
                                id,
                                id << 32,
                                -1L,
                                (long) Integer.MAX_VALUE,
                                STORED,
                                true,
                                Instant.parse("9999-12-31T23:59:59.999999Z"),
                                List.of(),
                                List.of(Long.MIN_VALUE, 0L),
                                Long.MIN_VALUE);
                assertThat(query.next()).isTrue();
                assertThat(query.row().subList(4, 10))
                        .containsExactly(null, false, Instant.parse("0001-01-01T00:00:00Z"), null, null, null);
                assertThat(query.next()).isFalse();
            }
            assertThat(store.verify(id).findings()).isEmpty();
        }
    }
}
