package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.SuspiciousMemoryRow;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * No table has a verdict on a clean guest. Covers every capture of {@code -Dnodemem.corpus=FOLDER}; if a
 * {@code vmlinux} is beside one, its code is compared too.
 */
class CleanGuestTruthTest {
    /** Actions of the lab's workload that resemble an attack: settings that name programs in /tmp. */
    private static final Set<String> OF_THE_WORKLOAD = Set.of("kernel.core_pattern", "kernel.modprobe");

    @TestFactory
    Stream<DynamicTest> noVerdictOnACleanGuest() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) {
        List<String> verdicts = new ArrayList<>();
        long rows = 0;
        try (Kernel kernel = sample.openWithCode()) {
            for (TableSpec<?> table : Verdicts.tables()) {
                List<? extends Record> found = SpineTruthTest.rows(kernel, table.rowType());
                rows += found.size();
                found.stream()
                        .filter(row -> Verdicts.of(row) != null)
                        .map(row -> table.name() + ": " + row)
                        .filter(row -> OF_THE_WORKLOAD.stream().noneMatch(name -> row.contains("name=" + name + ",")))
                        .forEach(verdicts::add);
            }
            // The kernel's breakpoints at probed places are not changes by the process.
            SpineTruthTest.rows(kernel, SuspiciousMemoryRow.class).stream()
                    .filter(row -> row.reason().startsWith("code of a file"))
                    .forEach(row -> verdicts.add("suspicious_memory: " + row));
            System.err.printf(
                    "%s: %d tables of %d have verdicts, %d rows, %d of them wrong, code compared: %s%n",
                    sample,
                    Verdicts.tables().size(),
                    Tables.ALL.size(),
                    rows,
                    verdicts.size(),
                    kernel.symbols().text().isPresent());
        }
        assertThat(verdicts).isEmpty();
        assertThat(rows).isGreaterThan(1000);
    }
}
