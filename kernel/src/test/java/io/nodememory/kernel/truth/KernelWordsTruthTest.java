package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.IomemRow;
import io.nodememory.kernel.table.KernelLogRow;
import io.nodememory.kernel.table.KernelSettingRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kernel's own statements: /proc/iomem, dmesg if the sample has it, and settings without a verdict on a clean
 * guest.
 */
class KernelWordsTruthTest {
    @TestFactory
    Stream<DynamicTest> rowsEqualProc() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = sample.truth();
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            List<String> ranges = new ArrayList<>();
            truth.get("sys_iomem").forEach(line -> ranges.add(line.asText()));
            differences.compareLines(
                    "iomem",
                    ranges,
                    SpineTruthTest.rows(kernel, IomemRow.class).stream()
                            .map(row -> "%s%08x-%08x : %s"
                                    .formatted("  ".repeat(row.depth()), row.start(), row.end(), row.name()))
                            .toList());
            List<String> log = new ArrayList<>();
            SpineTruthTest.rows(kernel, KernelLogRow.class)
                    .forEach(row -> row.text()
                            .lines()
                            .forEach(line -> log.add("[%5d.%06d] %s"
                                    .formatted(row.microseconds() / 1_000_000, row.microseconds() % 1_000_000, line))));
            assertThat(log).hasSizeGreaterThan(100);
            List<String> expected = new ArrayList<>();
            truth.path("sys_dmesg").forEach(line -> expected.add(line.asText()));
            Path dmesg = sample.folder().resolve("truth/sys/dmesg");
            if (Files.exists(dmesg)) {
                // dmesg -r puts a level before each line
                Files.readAllLines(dmesg).forEach(line -> expected.add(line.replaceFirst("^<\\d+>", "")));
            }
            if (!expected.isEmpty()) {
                // Later messages are only in the image
                differences.compareLines("dmesg", expected, log.subList(0, Math.min(expected.size(), log.size())));
            }
            for (KernelSettingRow row : SpineTruthTest.rows(kernel, KernelSettingRow.class)) {
                // Some of the guests had an intruder's settings, which start programs in /tmp
                boolean hostile = row.value().contains("/tmp/.");
                differences.compare("verdict of " + row.name() + "=" + row.value(), hostile, row.verdict() != null);
            }
            kernel.problems().list().forEach(problem -> differences.add("problem: " + problem));
        }
        assertThat(differences.list()).isEmpty();
        assertThat(differences.compared()).isGreaterThan(30);
    }
}
