package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.linux.task.Clock;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.BinaryFormatRow;
import io.nodememory.kernel.table.BpfProgramRow;
import io.nodememory.kernel.table.CredentialRow;
import io.nodememory.kernel.table.ExceptionVectorRow;
import io.nodememory.kernel.table.FileHandlerRow;
import io.nodememory.kernel.table.FtraceRow;
import io.nodememory.kernel.table.IdtRow;
import io.nodememory.kernel.table.KernelSettingRow;
import io.nodememory.kernel.table.KprobeRow;
import io.nodememory.kernel.table.LsmHookRow;
import io.nodememory.kernel.table.NetfilterRow;
import io.nodememory.kernel.table.NetworkHandlerRow;
import io.nodememory.kernel.table.NotifierRow;
import io.nodememory.kernel.table.PerfEventRow;
import io.nodememory.kernel.table.SyscallRow;
import io.nodememory.kernel.table.TaskRow;
import io.nodememory.kernel.table.TaskViewRow;
import io.nodememory.kernel.table.TracepointRow;
import io.nodememory.kernel.table.TtyHandlerRow;
import io.nodememory.kernel.table.UprobeRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Hookable places: the guest's own probes, traced functions and BPF programs, and no verdict on a clean guest. */
class HookTruthTest {
    @TestFactory
    Stream<DynamicTest> rowsEqualTheGuests() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = sample.truth();
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            clean(kernel, differences, SyscallRow.class, 700);
            boolean descriptors = kernel.architecture().hasDescriptorTable();
            clean(kernel, differences, IdtRow.class, descriptors ? 256 : 0);
            clean(kernel, differences, ExceptionVectorRow.class, descriptors ? 0 : 16);
            clean(kernel, differences, NotifierRow.class, 40);
            clean(kernel, differences, NetworkHandlerRow.class, 200);
            clean(kernel, differences, TtyHandlerRow.class, 1);
            clean(kernel, differences, NetfilterRow.class, 1);
            clean(kernel, differences, TracepointRow.class, 0);
            clean(kernel, differences, PerfEventRow.class, 0);
            clean(kernel, differences, UprobeRow.class, 0);
            clean(kernel, differences, BinaryFormatRow.class, 0);
            clean(kernel, differences, TaskViewRow.class, 60);
            clean(kernel, differences, CredentialRow.class, 60);
            clean(kernel, differences, LsmHookRow.class, 0);
            clean(kernel, differences, FileHandlerRow.class, 300);
            dispatchEqualsTable(kernel, differences);
            tracing(kernel, truth, differences);
            programs(kernel, truth, differences);
            watcher(kernel, differences);
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

    /** Since 6.9 the table exists for tracing only. It names the target of each call independently of the switch. */
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

    /**
     * The known actions of {@code samples/lab/guest/watcher.c} and {@code intruder/workload.sh}, in captures where they
     * ran.
     */
    private static void watcher(Kernel kernel, Differences differences) {
        Optional<Integer> pid = SpineTruthTest.rows(kernel, TaskRow.class).stream()
                .filter(task -> "/usr/bin/lab watcher".equals(task.cmdline()))
                .map(TaskRow::pid)
                .findFirst();
        if (pid.isEmpty()) {
            return;
        }
        differences.compareLines(
                "events of perf_event_open(2)",
                List.of(
                        "%1$d %1$d null cpu-clock".formatted(pid.get()),
                        pid.get() + " null 0 context-switches",
                        "%1$d %1$d null mem:ADDRESS/8:w".formatted(pid.get()),
                        pid.get() + " null 1 sched:sched_switch",
                        pid.get() + " null 0 kprobe:do_exit+0x0",
                        pid.get() + " null 0 uprobe:/usr/bin/lab:OFFSET"),
                SpineTruthTest.rows(kernel, PerfEventRow.class).stream()
                        .filter(row -> row.pid() != null)
                        .map(row -> "%d %d %d %s"
                                .formatted(
                                        row.pid(),
                                        row.targetPid(),
                                        row.cpu(),
                                        row.event()
                                                .replaceFirst("0x[0-9a-f]+/", "ADDRESS/")
                                                .replaceFirst("lab:0x[0-9a-f]+", "lab:OFFSET")))
                        .toList());
        // One of tracefs, and one of perf_event_open(2), which names its events itself
        List<String> probes = new ArrayList<>(List.of("lab:watched", "uprobes:DUMMY_EVENT"));
        if (SpineTruthTest.rows(kernel, TaskRow.class).stream()
                .anyMatch(task -> "/usr/bin/lab stepper".equals(task.cmdline()))) {
            probes.add("lab:probe");
        }
        differences.compareLines(
                "probes in programs",
                probes.stream()
                        .map(name -> "/usr/bin/lab uprobe " + name + " uprobe_dispatcher")
                        .toList(),
                SpineTruthTest.rows(kernel, UprobeRow.class).stream()
                        // Kernels before 7.2 refuse it
                        .filter(row -> !"lab:long_probe".equals(row.event()))
                        .map(row -> "%s %s %s %s".formatted(row.path(), row.kind(), row.event(), row.symbol()))
                        .toList());
        differences.compareLines(
                "entries of binfmt_misc",
                List.of("qemu-aarch64 /bin/busybox true POCF 0 7f454c460201010000000000000000000200b700"
                        + " ffffffffffffff00fffffffffffffffffeffffff"),
                SpineTruthTest.rows(kernel, BinaryFormatRow.class).stream()
                        .map(row -> "%s %s %b %s %d %s %s"
                                .formatted(
                                        row.name(),
                                        row.interpreter(),
                                        row.enabled(),
                                        row.flags(),
                                        row.offset(),
                                        row.magic(),
                                        row.mask()))
                        .toList());
        differences.compareLines(
                "release agents",
                List.of("release_agent (name=lab)=null"),
                SpineTruthTest.rows(kernel, KernelSettingRow.class).stream()
                        .filter(row -> row.name().startsWith("release_agent"))
                        .map(row -> row.name() + "=" + row.value() + row.verdict())
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
