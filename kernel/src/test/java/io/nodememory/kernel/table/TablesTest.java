package io.nodememory.kernel.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The registry of tables, and the columns that users rely on: tables grow by addition only. */
class TablesTest {
    /** The columns of every version; each table also has `address`. */
    private static final Map<String, String> CONTRACT = Map.ofEntries(
            Map.entry(
                    "tasks",
                    "pid ppid name state kernel_thread start_time cmdline exe exe_deleted cwd root uid euid gid egid threads"
                            + " ns_pid tty pgid sid tracer_pid no_new_privs seccomp loginuid cgroup_path container_id pod_uid"
                            + " credential mm resident_bytes"),
            Map.entry("threads", "pid tid name state on_cpu kernel_function"),
            Map.entry(
                    "credentials",
                    "pid uid euid suid fsuid gid egid sgid fsgid groups inheritable permitted effective bounding ambient"
                            + " securebits user_ns shared_by"),
            Map.entry(
                    "mounts",
                    "mount_ns mount_id parent_id device root target options super_options propagation type source"),
            Map.entry("namespaces", "inum kind pids owner_uid level host"),
            Map.entry(
                    "process_namespaces",
                    "pid mnt pid_ns net ipc uts user cgroup time shares_host_mnt shares_host_pid shares_host_net"
                            + " shares_host_ipc shares_host_uts shares_host_user"),
            Map.entry(
                    "containers",
                    "container_id runtime pod_uid pod_name pod_namespace container_name qos cgroup_path pids privileged"),
            Map.entry("open_files", "pid fd path type inode device mode flags offset deleted size"),
            Map.entry("memory_maps", "pid start end permissions offset device inode path anonymous"),
            Map.entry("environment", "pid key value"),
            Map.entry(
                    "sockets",
                    "pid fd family type protocol local_address local_port remote_address remote_port state path net_ns"),
            Map.entry("interfaces", "net_ns name mac mtu promiscuous"),
            Map.entry("addresses", "net_ns name prefix"),
            Map.entry("modules", "name size refcount taints in_list in_sysfs in_scan base"),
            Map.entry("page_cache", "mount_target path inode size cached_pages mode atime mtime ctime"),
            Map.entry("shell_history", "pid name time command"),
            Map.entry("problems", "table doing why"));

    @Test
    void everyTableIsRegistered() {
        Set<String> written = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.nodememory.kernel.table")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Table.class))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());
        assertThat(Tables.ALL)
                .extracting(table -> table.rowType().getSimpleName())
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void columnsOfTheContractAreThere() {
        CONTRACT.forEach((name, columns) -> {
            TableSpec<?> table = Tables.find(name).orElseThrow(() -> new AssertionError("there is no table " + name));
            assertThat(table.columns())
                    .as(name)
                    .extracting(ColumnSpec::name)
                    .contains("address")
                    .contains(columns.split(" ", -1));
        });
    }

    @Test
    void joinsAndIdentitiesLeadToColumns() {
        for (TableSpec<?> table : Tables.ALL) {
            assertThat(table.identity())
                    .as(table.name())
                    .allMatch(column -> table.column(column).isPresent());
            for (Join join : table.joins()) {
                TableSpec<?> target = Tables.find(join.table()).orElseThrow();
                assertThat(List.of(join.on()))
                        .hasSameSizeAs(join.to())
                        .allMatch(c -> table.column(c).isPresent());
                assertThat(List.of(join.to())).allMatch(c -> target.column(c).isPresent());
            }
        }
    }

    @Test
    void everyRowOfAProcessHasAWayToIt() {
        for (TableSpec<?> table : Tables.ALL) {
            if (table.column("pid").isPresent() && !table.name().equals("tasks")) {
                assertThat(table.join("task")).as(table.name()).isPresent();
            }
        }
    }

    /** Unreadable objects come last, so that the walk reports all of them. */
    @Test
    void problemsAreWalkedLast() {
        assertThat(Tables.ALL.get(Tables.ALL.size() - 1).name()).isEqualTo("problems");
    }
}
