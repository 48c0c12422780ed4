package io.nodememory.kernel.truth;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every intrusion of {@code samples/lab/intruder.sh} into a kernel and its processes yields a verdict. */
class IntruderTruthTest {
    /** The table and the text that report an intrusion. */
    private record Finding(String table, String text) {}

    private static final Map<String, Finding> FINDINGS = Map.ofEntries(
            entry("hidden_module", new Finding("modules", "name=hidden_module,")),
            entry("syscall_table", new Finding("syscalls", "way=sys_call_table, index=62, ")),
            entry("syscall_dispatch", new Finding("syscalls", "way=x64_sys_call, index=83, ")),
            entry("ftrace_hook", new Finding("ftrace", "functions=[__x64_sys_getdents64]")),
            entry("hidden_process", new Finding("task_views", "inList=false")),
            entry("hidden_pid", new Finding("task_views", "inPidTree=false")),
            entry("hidden_altogether", new Finding("task_scan", "found=unlisted")),
            entry("borrowed_cred", new Finding("credentials", "initCred=true")),
            entry("netfilter_hook", new Finding("netfilter", "module=netfilter_hook")),
            entry("idt_gate", new Finding("idt", "index=4, ")),
            entry("tcp_show", new Finding("network_handlers", "name=tcp4_seq_ops.show")),
            entry("keyboard_notifier", new Finding("notifiers", "name=keyboard_notifier_list")),
            entry("user_probe", new Finding("uprobes", "module=user_probe")),
            entry("breakpoint", new Finding("perf_events", "module=breakpoint")),
            entry("text_byte", new Finding("kernel_text", "symbol=__x64_sys_delete_module")),
            entry("lsm_hook", new Finding("lsm_hooks", "module=lsm_hook")),
            entry("root_directory", new Finding("file_handlers", "module=root_directory")),
            entry("proc_directory", new Finding("file_handlers", "module=proc_directory")),
            entry("device_write", new Finding("file_handlers", "module=device_write")),
            entry("orphan", new Finding("notifiers", "name=reboot_notifier_list")),
            entry("tty_receive", new Finding("tty_handlers", "module=tty_receive")),
            entry("kprobe_hook", new Finding("kprobes", "name=__x64_sys_unlink")),
            entry("tracepoint_probe", new Finding("tracepoints", "name=sys_enter")),
            entry("release_agent", new Finding("kernel_settings", "name=release_agent (name=lab)")),
            entry("binfmt_misc", new Finding("binfmt_misc", "name=scripts, interpreter=/bin/busybox")),
            entry("core_pattern", new Finding("kernel_settings", "name=kernel.core_pattern")),
            entry("rewritten_call", new Finding("suspicious_memory", "name=re_call,")),
            entry("rewritten_probe", new Finding("suspicious_memory", "name=re_probe,")),
            entry("rewritten_long_probe", new Finding("suspicious_memory", "name=re_long_probe,")),
            entry("modprobe_path", new Finding("kernel_settings", "name=kernel.modprobe")));

    @TestFactory
    Stream<DynamicTest> eachIntrusionHasAVerdict() {
        return Corpus.intruders().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        List<String> missed = new ArrayList<>();
        try (Kernel kernel = sample.openWithCode()) {
            for (String intrusion : Files.readAllLines(sample.intrusions())) {
                Finding finding = FINDINGS.get(intrusion);
                assertThat(finding).as(intrusion).isNotNull();
                boolean comparable = !finding.table().equals("kernel_text")
                        || kernel.symbols().text().isPresent();
                if (comparable
                        && verdicts(kernel, finding.table()).stream().noneMatch(row -> row.contains(finding.text()))) {
                    missed.add(intrusion);
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    /** The rows with a verdict, or all rows of a table without this column, because each of its rows is a finding. */
    private static List<String> verdicts(Kernel kernel, String table) {
        TableSpec<?> spec = Tables.find(table).orElseThrow();
        boolean judged = Verdicts.tables().contains(spec);
        return SpineTruthTest.rows(kernel, spec.rowType()).stream()
                .filter(row -> !judged || Verdicts.of(row) != null)
                .map(Record::toString)
                .toList();
    }
}
