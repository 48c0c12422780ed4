package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.EnvironmentRow;
import io.nodememory.kernel.table.MemoryMapRow;
import io.nodememory.kernel.table.OpenFileRow;
import io.nodememory.kernel.table.TaskRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Open files, memory maps and environment against the guest's own /proc, row by row.
 *
 * <p>Process 1 is excluded: this script saved the truth and opened further files before the machine stopped. Processes
 * that ended by then are excluded too; the test of the spine reports any other missing process.
 */
class ProcessTruthTest {
    @TestFactory
    Stream<DynamicTest> rowsEqualProc() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = sample.truth();
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            Map<Integer, List<String>> files = lines(
                    SpineTruthTest.rows(kernel, OpenFileRow.class), OpenFileRow::pid, ProcessTruthTest::descriptor);
            Map<Integer, List<String>> maps =
                    lines(SpineTruthTest.rows(kernel, MemoryMapRow.class), MemoryMapRow::pid, ProcessTruthTest::map);
            Map<Integer, List<String>> variables = lines(
                    SpineTruthTest.rows(kernel, EnvironmentRow.class),
                    EnvironmentRow::pid,
                    row -> row.key() + (row.value() == null ? "" : "=" + row.value()));
            Set<Integer> running = SpineTruthTest.rows(kernel, TaskRow.class).stream()
                    .map(TaskRow::pid)
                    .collect(Collectors.toSet());
            for (JsonNode task : truth.get("tasks")) {
                int pid = task.get("pid").asInt();
                if (pid == 1 || !running.contains(pid)) {
                    continue;
                }
                List<String> descriptors = new ArrayList<>();
                task.get("fds")
                        .forEach(fd -> descriptors.add(
                                fd.get(0).asInt() + " " + fd.get(1).asText()));
                differences.compareLines("open_files of " + pid, descriptors, files.getOrDefault(pid, List.of()));
                differences.compareLines(
                        "memory_maps of " + pid, squeezed(task.get("maps")), maps.getOrDefault(pid, List.of()));
                differences.compareLines(
                        "environment of " + pid, texts(task.get("environ")), variables.getOrDefault(pid, List.of()));
            }
            kernel.problems().list().forEach(problem -> differences.add("problem: " + problem));
        }
        assertThat(differences.list()).isEmpty();
        assertThat(differences.compared()).isGreaterThan(400);
    }

    private static <R> Map<Integer, List<String>> lines(
            List<R> rows, Function<R, Integer> pid, Function<R, String> line) {
        return rows.stream()
                .collect(Collectors.groupingBy(pid, TreeMap::new, Collectors.mapping(line, Collectors.toList())));
    }

    private static String descriptor(OpenFileRow row) {
        return row.fd() + " " + row.path() + (row.deleted() ? " (deleted)" : "");
    }

    private static String map(MemoryMapRow row) {
        int colon = row.device().indexOf(':');
        return "%08x-%08x %s %08x %02x:%02x %d %s%s"
                .formatted(
                        row.start(),
                        row.end(),
                        row.permissions(),
                        row.offset(),
                        Integer.parseInt(row.device().substring(0, colon)),
                        Integer.parseInt(row.device().substring(colon + 1)),
                        row.inode(),
                        row.path() == null ? "" : row.path(),
                        row.deleted() ? " (deleted)" : "")
                .strip();
    }

    /** Lines of /proc/PID/maps with their padding reduced to one space. */
    private static List<String> squeezed(JsonNode lines) {
        return texts(lines).stream()
                .map(line -> line.replaceFirst("^(\\S+ \\S+ \\S+ \\S+ \\S+) +", "$1 ")
                        .strip())
                // maps escapes newlines in paths; the row has the path itself
                .map(line -> line.replace("\\012", "\n"))
                // The vsyscall page is not an area of the process; the kernel adds it to every listing
                .filter(line -> !line.endsWith("[vsyscall]"))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
