package io.nodememory.query;

import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.Catalogue;
import java.time.Instant;
import java.util.List;

/** Small tables with every kind of column and join, and two captures of a node: 1 is queried, 2 is its baseline. */
public final class SmallTables {
    static final long CAPTURE = 1;
    static final long BASELINE = 2;

    @Table(
            name = "tasks",
            help = "A process.",
            identity = {"name", "exe"},
            joins = {
                @Join(name = "parent", table = "tasks", on = "ppid", to = "pid", help = "Who started it"),
                @Join(
                        name = "children",
                        table = "tasks",
                        on = "pid",
                        to = "ppid",
                        many = true,
                        help = "Whom it started"),
                @Join(
                        name = "container",
                        table = "containers",
                        on = "container_id",
                        to = "container_id",
                        help = "Where it runs"),
                @Join(name = "sockets", table = "sockets", on = "pid", to = "pid", many = true, help = "Its sockets")
            })
    record Task(
            @Column(value = "task_struct", address = true) long address,
            @Column("Process id") int pid,
            @Column("Parent's process id") int ppid,
            @Column("comm") String name,
            @Column("Arguments") String cmdline,
            @Column("Executable") String exe,
            @Column("Whether the executable is gone") boolean exeDeleted,
            @Column("User id") long uid,
            @Column("Groups") List<Long> groups,
            @Column("Capabilities") List<String> effective,
            @Column("Start (UTC)") Instant startTime,
            @Column("Container") String containerId,
            @Column(value = "mm_struct", address = true) Long mm,
            @Column("Flags") long flags) {}

    @Table(
            name = "containers",
            help = "A container.",
            identity = {"container_id"},
            joins = {
                @Join(name = "tasks", table = "tasks", on = "container_id", to = "container_id", many = true, help = "")
            })
    record Container(
            @Column(value = "css", address = true) long address,
            @Column("Id") String containerId,
            @Column("Pod") String podName,
            @Column("Whether privileged") Boolean privileged) {}

    @Table(
            name = "sockets",
            help = "A socket.",
            joins = {@Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "Its owner")})
    record Socket(
            @Column(value = "sock", address = true) long address,
            @Column("Owner") int pid,
            @Column("State") String state,
            @Column("Port") Integer localPort) {}

    @Table(
            name = "modules",
            help = "A module.",
            identity = {"name"})
    record Module(
            @Column(value = "module", address = true) long address,
            @Column("Name") String name,
            @Column("Bytes") long size) {}

    @Table(name = "environment", help = "A variable.")
    record Variable(
            @Column(value = "Where", address = true) long address,
            @Column("Owner") int pid,
            @Column("Key") String key,
            @Column(value = "Value", secret = true) String value) {}

    static final List<TableSpec<?>> TABLES = List.of(
            TableSpec.of(Task.class, walk -> {}),
            TableSpec.of(Container.class, walk -> {}),
            TableSpec.of(Socket.class, walk -> {}),
            TableSpec.of(Module.class, walk -> {}),
            TableSpec.of(Variable.class, walk -> {}));

    public static final Catalogue CATALOGUE = new Catalogue(TABLES);

    private static final long DIRECT_MAP = 0xffff888000000000L;

    private SmallTables() {}

    static List<Record> rows(long capture) {
        List<String> all = List.of("CAP_CHOWN", "CAP_SYS_ADMIN");
        List<Record> common = List.of(
                task(1, 0, "systemd", "/sbin/init", "/usr/lib/systemd/systemd", 0, all, null, DIRECT_MAP + 1, 0x400100),
                task(2, 0, "kthreadd", null, null, 0, all, null, null, 0x208040),
                task(7, 2, "kworker/0:1", null, null, 0, all, null, null, 0x4208060),
                task(
                        100,
                        1,
                        "nginx",
                        "nginx -g 100%",
                        "/usr/sbin/nginx",
                        101,
                        List.of(),
                        "c1",
                        DIRECT_MAP + 2,
                        0x400140),
                new Container(DIRECT_MAP + 10, "c1", "web-0", false),
                new Socket(DIRECT_MAP + 20, 100, "LISTEN", 80),
                new Socket(DIRECT_MAP + 21, 100, "ESTABLISHED", 80),
                new Socket(0x1000, 1, null, null),
                new Module(DIRECT_MAP + 30, "ext4", 700_000),
                new Variable(DIRECT_MAP + 40, 100, "TOKEN", "s3cret"));
        if (capture == BASELINE) {
            return common;
        }
        List<Record> rows = new java.util.ArrayList<>(common);
        rows.add(task(200, 100, "sh", "sh -c 'id'", "/bin/busybox", 0, all, "c1", DIRECT_MAP + 3, 0x400100));
        rows.add(task(201, 200, "kworker/1:9", "./x", "/tmp/x_%y", 1000, null, "c1", 0x7000L, 0x400100));
        rows.add(new Socket(DIRECT_MAP + 22, 201, "LISTEN", 4444));
        rows.add(new Module(DIRECT_MAP + 31, "rootkit", 4096));
        return rows;
    }

    private static Task task(
            int pid,
            int ppid,
            String name,
            String cmdline,
            String exe,
            long uid,
            List<String> effective,
            String container,
            Long mm,
            long flags) {
        return new Task(
                DIRECT_MAP + 0x1000L * pid,
                pid,
                ppid,
                name,
                cmdline,
                exe,
                pid == 201,
                uid,
                pid == 100 ? List.of(101L, 102L) : List.of(),
                effective,
                Instant.parse("2026-11-24T06:00:00Z").plusSeconds(pid * 60L),
                container,
                mm,
                flags);
    }
}
