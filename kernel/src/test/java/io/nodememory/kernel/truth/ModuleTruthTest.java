package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.ModuleRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Modules against the guest's /proc/modules, and no verdict on a clean guest. The reference count of virtio_blk is
 * excluded, because the guest wrote the truth to such a disk at that time.
 */
class ModuleTruthTest {
    @TestFactory
    Stream<DynamicTest> rowsEqualProc() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = sample.truth();
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            List<ModuleRow> rows = SpineTruthTest.rows(kernel, ModuleRow.class);
            List<String> expected = new ArrayList<>();
            // "name size refcount users state address", followed by the taint
            truth.get("sys_modules")
                    .forEach(line -> expected.add(line.asText()
                            .replaceFirst("^(\\S+ \\d+ \\d+) \\S+ (\\w+) (0x\\w+).*", "$1 $2 $3")
                            .replaceFirst("^(virtio_blk \\d+) \\d+", "$1 0")));
            differences.compareLines(
                    "modules",
                    expected,
                    rows.stream()
                            .map(row -> "%s %d %d %s 0x%016x"
                                    .formatted(
                                            row.name(),
                                            row.size(),
                                            row.name().equals("virtio_blk") ? 0 : row.refcount(),
                                            row.state().replaceFirst("live", "Live"),
                                            row.base()))
                            .toList());
            for (ModuleRow row : rows) {
                differences.compare("verdict of " + row.name(), null, row.verdict());
                differences.compare("scan of " + row.name(), true, row.inScan());
            }
            kernel.problems().list().forEach(problem -> differences.add("problem: " + problem));
        }
        assertThat(differences.list()).isEmpty();
        assertThat(differences.compared()).isGreaterThan(10);
    }
}
