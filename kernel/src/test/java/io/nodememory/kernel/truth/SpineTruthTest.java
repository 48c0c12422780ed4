package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.linux.Capabilities;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.BootRow;
import io.nodememory.kernel.table.ContainerRow;
import io.nodememory.kernel.table.CredentialRow;
import io.nodememory.kernel.table.MountRow;
import io.nodememory.kernel.table.NamespaceRow;
import io.nodememory.kernel.table.ProcessNamespaceRow;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.TaskRow;
import io.nodememory.kernel.table.ThreadRow;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every row of the spine's tables against the guest's own /proc, field by field. Deliberate differences:
 *
 * <ul>
 *   <li>the process with the highest id in the truth is the subshell that wrote it; processes with a higher id started later;
 *   <li>kernel workers start and end, and change their work (and so their name) between truth and stop;
 *   <li>the truth's name comes from /proc/PID/status, which escapes backslash and newline; the row has the name itself;
 *   <li>a user namespace may exist without processes as the parent or owner of others.
 * </ul>
 */
class SpineTruthTest {
    private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{64}");

    @TestFactory
    Stream<DynamicTest> rowsEqualProc() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = sample.truth();
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            Map<Integer, JsonNode> expected = new TreeMap<>();
            truth.get("tasks").forEach(t -> expected.put(t.get("pid").asInt(), t));
            BootRow boot = rows(kernel, BootRow.class).get(0);
            // Ubuntu's banner is longer than its /proc/version
            differences.compare(
                    "boot.banner",
                    true,
                    boot.banner().startsWith(truth.at("/sys_version/0").asText()));
            differences.compare("boot.command_line", truth.at("/sys_cmdline/0").asText(), boot.commandLine());
            tasks(expected, rows(kernel, TaskRow.class), boot, differences);
            threads(expected, rows(kernel, ThreadRow.class), differences);
            credentials(expected, rows(kernel, CredentialRow.class), differences);
            namespaces(
                    expected, rows(kernel, ProcessNamespaceRow.class), rows(kernel, NamespaceRow.class), differences);
            mounts(expected, rows(kernel, MountRow.class), differences);
            containers(expected, rows(kernel, ContainerRow.class), differences);
            kernel.problems().list().forEach(problem -> differences.add("problem: " + problem));
        }
        assertThat(differences.list()).isEmpty();
        assertThat(differences.compared()).isGreaterThan(1000);
    }

    static <R extends Record> List<R> rows(Kernel kernel, Class<R> type) {
        List<R> rows = new ArrayList<>();
        for (TableSpec<?> spec : Tables.ALL) {
            if (spec.rowType() == type) {
                run(kernel, spec, row -> rows.add(type.cast(row)));
            }
        }
        return rows;
    }

    private static <T extends Record> void run(
            Kernel kernel, TableSpec<T> spec, java.util.function.Consumer<? super T> rows) {
        spec.walker().walk(new Walk<>(kernel, spec.name(), rows));
    }

    private static boolean isWorker(JsonNode task) {
        return task.get("comm").asText().startsWith("kworker/")
                && task.get("exe").asText().isEmpty();
    }

    private static void tasks(
            Map<Integer, JsonNode> expected, List<TaskRow> rows, BootRow boot, Differences differences) {
        Map<Integer, TaskRow> actual = new TreeMap<>();
        rows.forEach(row -> {
            if (actual.put(row.pid(), row) != null) {
                differences.add("two rows for process " + row.pid());
            }
        });
        onlyIn(actual.keySet(), expected, differences, "tasks");
        expected.forEach((pid, t) -> {
            TaskRow row = actual.get(pid);
            if (row == null) {
                return;
            }
            String of = "tasks[" + pid + "].";
            if (!isWorker(t) && !t.get("comm").asText().equals(escaped(row.name()))) {
                differences.compare(of + "name", t.get("comm").asText(), row.name());
            }
            boolean hasMemory = row.mm() != null;
            differences.compare(of + "ppid", t.get("ppid").asInt(), row.ppid());
            differences.compare(of + "uid", t.at("/uid/0").asLong(), row.uid());
            differences.compare(of + "euid", t.at("/uid/1").asLong(), row.euid());
            differences.compare(of + "gid", t.at("/gid/0").asLong(), row.gid());
            differences.compare(of + "egid", t.at("/gid/1").asLong(), row.egid());
            differences.compare(of + "threads", t.get("threads").asInt(), row.threads());
            differences.compare(of + "ns_pid", last(t.get("nspid")), row.nsPid());
            differences.compare(of + "tracer_pid", t.get("tracer").asInt(), row.tracerPid());
            differences.compare(of + "no_new_privs", t.get("no_new_privs").asInt() != 0, row.noNewPrivs());
            differences.compare(of + "seccomp", t.get("seccomp").asInt(), row.seccomp());
            differences.compare(
                    of + "cmdline", hasMemory ? String.join(" ", texts(t.get("cmdline"))) : null, row.cmdline());
            String deleted = Boolean.TRUE.equals(row.exeDeleted()) ? " (deleted)" : "";
            differences.compare(of + "exe", t.get("exe").asText(), row.exe() == null ? "" : row.exe() + deleted);
            differences.compare(of + "cwd", t.get("cwd").asText(), row.cwd() == null ? "" : row.cwd());
            differences.compare(of + "root", t.get("root").asText(), row.root() == null ? "" : row.root());
            cgroup(of, cgroupPaths(t), row.cgroupPath(), differences);
            long ticks = Duration.between(boot.bootTime(), row.startTime()).toNanos() / 10_000_000;
            differences.compare(of + "start_time", t.at("/start/0").asLong(), ticks);
            if (!"Z".equals(row.state())) {
                differences.compare(of + "kernel_thread", !hasMemory, row.kernelThread());
            }
        });
    }

    /** With version 1 hierarchies a process has several cgroups; the row has one of a container if any is. */
    private static void cgroup(String of, List<String> paths, String actual, Differences differences) {
        if (paths.size() == 1) {
            differences.compare(of + "cgroup_path", paths.get(0), actual);
        } else if (!paths.contains(actual)
                || (actual.equals("/") && paths.stream().anyMatch(p -> !p.equals("/")))) {
            differences.add(of + "cgroup_path: /proc has " + paths + ", the image " + actual);
        }
    }

    private static List<String> cgroupPaths(JsonNode task) {
        return task.get("cgroup")
                .asText()
                .lines()
                .map(line -> line.replaceFirst("^\\d+:[^:]*:", ""))
                .distinct()
                .toList();
    }

    /** A zombie has lost its pid: /proc shows no number. */
    private static Integer last(JsonNode numbers) {
        return numbers.isEmpty() ? null : numbers.get(numbers.size() - 1).asInt();
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static void onlyIn(
            Set<Integer> actual, Map<Integer, JsonNode> expected, Differences differences, String table) {
        int last = expected.keySet().stream().max(Integer::compare).orElse(0);
        expected.forEach((pid, t) -> {
            if (!actual.contains(pid) && pid != last && !isWorker(t)) {
                differences.add(table + " lacks process " + pid);
            }
        });
        actual.stream()
                .filter(pid -> pid <= last && !expected.containsKey(pid))
                .forEach(pid -> differences.add(table + " has process " + pid + ", which /proc has not"));
    }

    private static void threads(Map<Integer, JsonNode> expected, List<ThreadRow> rows, Differences differences) {
        Map<Integer, Map<Integer, String>> actual = rows.stream()
                .collect(Collectors.groupingBy(ThreadRow::pid, Collectors.toMap(ThreadRow::tid, ThreadRow::name)));
        onlyIn(actual.keySet(), expected, differences, "threads");
        expected.forEach((pid, t) -> {
            if (actual.containsKey(pid) && !isWorker(t)) {
                Map<Integer, String> tids = new HashMap<>();
                t.get("tids")
                        .forEach(tid -> tids.put(tid.get(0).asInt(), tid.get(1).asText()));
                differences.compare("threads[" + pid + "]", tids, actual.get(pid));
            }
        });
    }

    private static void credentials(
            Map<Integer, JsonNode> expected, List<CredentialRow> rows, Differences differences) {
        Map<Integer, List<CredentialRow>> actual = rows.stream().collect(Collectors.groupingBy(CredentialRow::pid));
        onlyIn(actual.keySet(), expected, differences, "credentials");
        expected.forEach((pid, t) -> {
            if (!actual.containsKey(pid)) {
                return;
            }
            differences.compare(
                    "credentials[" + pid + "] rows", 1, actual.get(pid).size());
            CredentialRow row = actual.get(pid).get(0);
            String of = "credentials[" + pid + "].";
            differences.compare(
                    of + "uids", longs(t.get("uid")), List.of(row.uid(), row.euid(), row.suid(), row.fsuid()));
            differences.compare(
                    of + "gids", longs(t.get("gid")), List.of(row.gid(), row.egid(), row.sgid(), row.fsgid()));
            differences.compare(of + "groups", longs(t.get("groups")), row.groups());
            differences.compare(of + "inheritable", capabilities(t, "cap_inh"), row.inheritable());
            differences.compare(of + "permitted", capabilities(t, "cap_prm"), row.permitted());
            differences.compare(of + "effective", capabilities(t, "cap_eff"), row.effective());
            differences.compare(of + "bounding", capabilities(t, "cap_bnd"), row.bounding());
            if (t.get("ns").has("user")) {
                differences.compare(of + "user_ns", t.at("/ns/user").asLong(), row.userNs());
            }
        });
    }

    private static List<String> capabilities(JsonNode task, String set) {
        return Capabilities.names(Long.parseUnsignedLong(task.get(set).asText(), 16));
    }

    private static void namespaces(
            Map<Integer, JsonNode> expected,
            List<ProcessNamespaceRow> rows,
            List<NamespaceRow> namespaces,
            Differences differences) {
        Map<String, Integer> users = new TreeMap<>();
        for (ProcessNamespaceRow row : rows) {
            JsonNode t = expected.get(row.pid());
            if (t == null || t.get("ns").isEmpty()) {
                continue;
            }
            JsonNode ns = t.get("ns");
            JsonNode host = expected.get(1).get("ns");
            Map<String, Long> own = new HashMap<>();
            own.put("mnt", row.mnt());
            own.put("pid", row.pidNs());
            own.put("net", row.net());
            own.put("ipc", row.ipc());
            own.put("uts", row.uts());
            own.put("user", row.user());
            own.put("cgroup", row.cgroup());
            own.put("time", row.time());
            own.forEach((kind, inum) -> {
                differences.compare(
                        "process_namespaces[" + row.pid() + "]." + kind,
                        ns.has(kind) ? ns.get(kind).asLong() : null,
                        inum);
                if (inum != null) {
                    users.merge(kind + ":" + inum, 1, Integer::sum);
                }
            });
            differences.compare(
                    "process_namespaces[" + row.pid() + "].shares_host_mnt",
                    ns.has("mnt") ? ns.get("mnt").equals(host.get("mnt")) : null,
                    row.sharesHostMnt());
            differences.compare(
                    "process_namespaces[" + row.pid() + "].shares_host_user",
                    ns.has("user") ? ns.get("user").equals(host.get("user")) : null,
                    row.sharesHostUser());
        }
        Set<String> found = namespaces.stream()
                .filter(row -> row.pids() > 0)
                .map(row -> row.kind() + ":" + row.inum())
                .collect(Collectors.toSet());
        differences.compareLines("namespaces", users.keySet(), found);
    }

    private static void mounts(Map<Integer, JsonNode> expected, List<MountRow> rows, Differences differences) {
        Map<Long, Set<String>> actual = new TreeMap<>();
        rows.forEach(row -> actual.computeIfAbsent(row.mountNs(), n -> new HashSet<>())
                .add("%d %d %s %s %s %s %s- %s %s %s"
                        .formatted(
                                row.mountId(),
                                row.parentId(),
                                row.device(),
                                row.root(),
                                row.target(),
                                row.options(),
                                row.propagation() == null ? "" : row.propagation() + " ",
                                row.type(),
                                row.source(),
                                row.superOptions())));
        Map<Long, Set<String>> wanted = new TreeMap<>();
        expected.values().stream()
                .filter(t -> t.at("/ns/mnt").asLong() != 0)
                .forEach(t -> wanted.computeIfAbsent(t.at("/ns/mnt").asLong(), n -> new HashSet<>())
                        .addAll(texts(t.get("mountinfo"))));
        wanted.forEach((namespace, lines) ->
                differences.compareLines("mounts of " + namespace, lines, actual.getOrDefault(namespace, Set.of())));
        differences.compare("mount namespaces", wanted.keySet(), actual.keySet());
    }

    private static void containers(Map<Integer, JsonNode> expected, List<ContainerRow> rows, Differences differences) {
        Map<String, Integer> wanted = new TreeMap<>();
        expected.values().forEach(t -> {
            // The test containers have ids of 64 hexadecimal digits, in the form of each runtime
            cgroupPaths(t).stream()
                    .map(CONTAINER_ID::matcher)
                    .filter(Matcher::find)
                    .findFirst()
                    .ifPresent(id -> wanted.merge(id.group(), 1, Integer::sum));
        });
        differences.compare(
                "containers",
                wanted,
                new TreeMap<>(rows.stream().collect(Collectors.toMap(ContainerRow::containerId, ContainerRow::pids))));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<Long> longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
    }
}
