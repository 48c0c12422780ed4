package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.BootRow;
import io.nodememory.kernel.table.KernelStackRow;
import io.nodememory.kernel.table.LibraryRow;
import io.nodememory.kernel.table.SuspiciousMemoryRow;
import io.nodememory.kernel.table.TaskRow;
import io.nodememory.kernel.table.ThreadRow;
import io.nodememory.kernel.table.VmcoreinfoRow;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The code that processes run, in their memory and in the kernel, against the known programs of the guests. */
class ProcessCodeTruthTest {
    @TestFactory
    Stream<DynamicTest> codeIsWhereItBelongs() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) {
        try (Kernel kernel = sample.open()) {
            libraries(kernel);
            stacks(kernel);
            assertThat(SpineTruthTest.rows(kernel, VmcoreinfoRow.class))
                    .filteredOn(row -> row.key().equals("OSRELEASE"))
                    .extracting(VmcoreinfoRow::value)
                    .containsExactly(
                            SpineTruthTest.rows(kernel, BootRow.class).get(0).release());
            // The workload's program for this test, and its file in every kind of mapping
            assertThat(SpineTruthTest.rows(kernel, SuspiciousMemoryRow.class))
                    .allMatch(row -> row.reason().equals("writable and executable")
                            && Set.of("work", "maps").contains(row.name()))
                    .allMatch(row -> (row.pages() > 0) == (row.bytes() != null));
            if (SpineTruthTest.rows(kernel, TaskRow.class).stream()
                    .anyMatch(task -> task.name().equals("maps"))) {
                assertThat(SpineTruthTest.rows(kernel, SuspiciousMemoryRow.class))
                        .anyMatch(row -> row.bytes() != null && row.bytes().startsWith("90904831c0c3"));
            }
            assertThat(kernel.problems().list()).isEmpty();
        }
    }

    /** Every process runs a program, and each program has one build id. */
    private static void libraries(Kernel kernel) {
        List<LibraryRow> rows = SpineTruthTest.rows(kernel, LibraryRow.class);
        Set<String> programs =
                rows.stream().map(row -> row.pid() + " " + row.path()).collect(Collectors.toSet());
        assertThat(SpineTruthTest.rows(kernel, TaskRow.class).stream()
                        .filter(task -> task.exe() != null && task.mm() != null)
                        .map(task -> task.pid() + " " + task.exe()))
                .isNotEmpty()
                .allMatch(programs::contains);
        assertThat(rows).allMatch(row -> row.start() < row.end() && !Boolean.FALSE.equals(row.elf()));
        rows.stream()
                .filter(row -> row.buildId() != null)
                .collect(Collectors.groupingBy(
                        LibraryRow::address, Collectors.mapping(LibraryRow::buildId, Collectors.toSet())))
                .forEach((file, ids) -> assertThat(ids).hasSize(1).allMatch(id -> id.matches("[0-9a-f]{40}")));
    }

    /** A waiting thread has called the scheduler. */
    private static void stacks(Kernel kernel) {
        List<KernelStackRow> rows = SpineTruthTest.rows(kernel, KernelStackRow.class);
        Set<Integer> waiting = rows.stream()
                .filter(row -> row.position() < 3
                        && row.symbol() != null
                        && row.symbol().startsWith("__schedule+"))
                .map(KernelStackRow::tid)
                .collect(Collectors.toSet());
        assertThat(SpineTruthTest.rows(kernel, ThreadRow.class))
                .filteredOn(
                        thread -> thread.state().equals("S") || thread.state().startsWith("sleep"))
                .isNotEmpty()
                .allMatch(thread -> thread.onCpu() || waiting.contains(thread.tid()));
        assertThat(rows)
                .allMatch(row -> row.owner().equals("kernel")
                        || row.module() != null
                        || row.owner().equals("bpf"));
    }
}
