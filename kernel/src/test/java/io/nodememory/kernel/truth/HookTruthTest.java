package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.linux.Clock;
import io.nodememory.kernel.table.BpfProgramRow;
import io.nodememory.kernel.table.CredentialRow;
import io.nodememory.kernel.table.FileHandlerRow;
import io.nodememory.kernel.table.FtraceRow;
import io.nodememory.kernel.table.IdtRow;
import io.nodememory.kernel.table.KprobeRow;
import io.nodememory.kernel.table.LsmHookRow;
import io.nodememory.kernel.table.NetfilterRow;
import io.nodememory.kernel.table.NetworkHandlerRow;
import io.nodememory.kernel.table.NotifierRow;
import io.nodememory.kernel.table.SyscallRow;
import io.nodememory.kernel.table.TaskViewRow;
import io.nodememory.kernel.table.TracepointRow;
import io.nodememory.kernel.table.TtyHandlerRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Hookable places: probes, traced functions and BPF programs as the guest tells them, and no verdict on a clean guest. */
class HookTruthTest {
    @TestFactory
    Stream<DynamicTest> rowsEqualTheGuests() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = new ObjectMapper().readTree(sample.truth().toFile());
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            clean(kernel, differences, SyscallRow.class, 700);
            clean(kernel, differences, IdtRow.class, 256);
            clean(kernel, differences, NotifierRow.class, 40);
            clean(kernel, differences, NetworkHandlerRow.class, 200);
            clean(kernel, differences, TtyHandlerRow.class, 1);
            clean(kernel, differences, NetfilterRow.class, 1);
            clean(kernel, differences, TracepointRow.class, 0);
            clean(kernel, differences, TaskViewRow.class, 60);
            clean(kernel, differences, CredentialRow.class, 60);
            clean(kernel, differences, LsmHookRow.class, 0);
            clean(kernel, differences, FileHandlerRow.class, 5);
            dispatchEqualsTable(kernel, differences);
            tracing(kernel, truth, differences);
            programs(kernel, truth, differences);
            kernel.problems().list().forEach(problem -> differences.add("problem: " + problem));
        }
        assertThat(differences.list()).isEmpty();
        assertThat(differences.compared()).isGreaterThan(1000);
    }

    private static <R extends Record> void clean(Kernel kernel, Differences differences, Class<R> type, int atLeast) {
        List<R> rows = SpineTruthTest.rows(kernel, type);
        assertThat(rows).hasSizeGreaterThanOrEqualTo(atLeast);
        rows.forEach(
                row -> differences.compare(row.toString(), true, row.toString().endsWith(" verdict=null]")));
    }

    /** Since 6.9 the table is there for tracing only: it says independently of the switch where a call goes. */
    private static void dispatchEqualsTable(Kernel kernel, Differences differences) {
        Map<Integer, Long> table = new HashMap<>();
        List<SyscallRow> rows = SpineTruthTest.rows(kernel, SyscallRow.class);
        for (SyscallRow row : rows) {
            if (row.way().equals("sys_call_table")) {
                table.put(row.index(), row.handler());
            }
        }
        for (SyscallRow row : rows) {
            if (row.way().equals("x64_sys_call")) {
                differences.compare("call " + row.index(), table.get(row.index()), row.handler());
            }
        }
    }

    private static void tracing(Kernel kernel, JsonNode truth, Differences differences) {
        List<String> probes = new ArrayList<>();
        List<String> functions = new ArrayList<>();
        clean(kernel, differences, KprobeRow.class, 0);
        clean(kernel, differences, FtraceRow.class, 0);
        if (!truth.has("sys_kprobes_list")) {
            return;
        }
        // "ffffffffb915ee54  k  do_exit+0x4    [FTRACE]"
        truth.get("sys_kprobes_list")
                .forEach(line -> probes.add(line.asText()
                        .replaceAll("\\s+", " ")
                        .replace("+0x0 ", " ")
                        .strip()));
        differences.compareLines(
                "kprobes",
                probes,
                SpineTruthTest.rows(kernel, KprobeRow.class).stream()
                        .map(row -> "%016x %s %s [%s]"
                                .formatted(
                                        row.probed(), row.kind().equals("kprobe") ? "k" : "r", row.name(), row.state()))
                        .toList());
        truth.get("sys_tracing_enabled_functions")
                .forEach(line -> functions.add(line.asText().split(" ", 2)[0]));
        differences.compareLines(
                "traced functions",
                functions,
                SpineTruthTest.rows(kernel, FtraceRow.class).stream()
                        .flatMap(row -> row.functions().stream())
                        .distinct()
                        .toList());
    }

    private static void programs(Kernel kernel, JsonNode truth, Differences differences) {
        List<BpfProgramRow> rows = SpineTruthTest.rows(kernel, BpfProgramRow.class);
        rows.forEach(row -> differences.compare(row.toString(), null, row.verdict()));
        if (!truth.has("bpf_programs")) {
            return;
        }
        Clock clock = Clock.of(kernel);
        differences.compareLines(
                "BPF programs",
                StreamSupport.stream(truth.get("bpf_programs").spliterator(), false)
                        .map(program -> "%s %s %s %s %s %s"
                                .formatted(
                                        program.get("id").asText(),
                                        program.get("name").asText(),
                                        program.get("tag").asText(),
                                        program.get("uid").asText(),
                                        program.get("jited").asText(),
                                        clock.bootPlus(program.get("load_time").asLong())))
                        .toList(),
                rows.stream()
                        .map(row -> "%d %s %s %d %d %s"
                                .formatted(row.id(), row.name(), row.tag(), row.uid(), row.jitedSize(), row.loaded()))
                        .toList());
    }
}
