package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.linux.PerCpu;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.SocketRow;
import io.nodememory.kernel.table.SocketScanRow;
import io.nodememory.kernel.table.TaskScanRow;
import io.nodememory.kernel.table.ThreadRow;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The scans of memory find the listed objects, which are those of /proc, and have no verdict on a clean guest. */
class ScanTruthTest {
    @TestFactory
    Stream<DynamicTest> scansFindWhatTheListsHave() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) {
        try (Kernel kernel = sample.open()) {
            tasks(kernel);
            sockets(kernel);
            assertThat(kernel.problems().list()).isEmpty();
        }
    }

    private static void tasks(Kernel kernel) {
        List<TaskScanRow> found = SpineTruthTest.rows(kernel, TaskScanRow.class);
        Set<Long> threads = SpineTruthTest.rows(kernel, ThreadRow.class).stream()
                .map(ThreadRow::address)
                .collect(Collectors.toSet());
        assertThat(found).extracting(TaskScanRow::verdict).allMatch(Objects::isNull);
        assertThat(found).extracting(TaskScanRow::address).doesNotHaveDuplicates();
        assertThat(found.stream()
                        .filter(row -> row.found().equals("listed"))
                        .map(TaskScanRow::address)
                        .collect(Collectors.toSet()))
                .isEqualTo(threads);
        // The idle task of the first processor is part of the kernel's image
        assertThat(found.stream().filter(row -> row.found().equals("idle")))
                .hasSize(PerCpu.of(kernel).cpus() - 1)
                .allMatch(row -> row.name().startsWith("swapper/"));
    }

    private static void sockets(Kernel kernel) {
        List<SocketScanRow> found = SpineTruthTest.rows(kernel, SocketScanRow.class);
        Set<Long> open = SpineTruthTest.rows(kernel, SocketRow.class).stream()
                .map(SocketRow::address)
                .collect(Collectors.toSet());
        assertThat(found).extracting(SocketScanRow::address).doesNotHaveDuplicates();
        assertThat(found.stream()
                        .filter(row -> row.found().equals("open"))
                        .map(SocketScanRow::address)
                        .collect(Collectors.toSet()))
                .isEqualTo(open);
        // Each network namespace has sockets that answer pings
        assertThat(found)
                .anyMatch(row -> row.found().equals("kernel") && row.protocol().equals("icmpv6"));
    }
}
