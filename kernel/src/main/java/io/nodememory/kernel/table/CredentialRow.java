package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.Capabilities;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A row of {@code credentials}. */
@Table(
        name = "credentials",
        help = "A cred that a process uses: its identity and privileges.",
        identity = {"uid", "euid", "gid", "egid", "effective", "user_ns"},
        joins = {
            @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process that uses the cred"),
            @Join(
                    name = "owners",
                    table = "tasks",
                    on = "address",
                    to = "credential",
                    many = true,
                    help = "All processes that share the cred")
        })
public record CredentialRow(
        @Column(value = "Address of the cred", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,

        @Column("Real user id, in the root user namespace like all ids here")
        long uid,

        @Column("Effective user id") long euid,
        @Column("Saved user id") long suid,
        @Column("User id for file access") long fsuid,
        @Column("Real group id") long gid,
        @Column("Effective group id") long egid,
        @Column("Saved group id") long sgid,
        @Column("Group id for file access") long fsgid,
        @Column("Supplementary group ids") List<Long> groups,
        @Column("Inheritable capabilities") List<String> inheritable,
        @Column("Permitted capabilities") List<String> permitted,
        @Column("Effective capabilities") List<String> effective,
        @Column("Bounding set of capabilities") List<String> bounding,
        @Column("Ambient capabilities") List<String> ambient,
        @Column("Secure bits, prctl PR_SET_SECUREBITS") int securebits,
        @Column("Inode number of the user namespace") long userNs,

        @Column("Number of processes that share the cred") int sharedBy,

        @Column("Whether this is the kernel's own init_cred")
        Boolean initCred,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** {@code NGROUPS_MAX}, include/uapi/linux/limits.h. */
    private static final long MAX_GROUPS = 65536;

    static void walk(Walk<CredentialRow> walk) {
        Map<KernelObject, Set<KernelObject>> credsByLeader = new LinkedHashMap<>();
        Map<Long, Integer> users = new HashMap<>();
        Map<Long, Integer> owners = new HashMap<>();
        Tasks tasks = Tasks.of(walk.kernel());
        for (KernelObject leader : tasks.processes()) {
            Set<KernelObject> creds = new LinkedHashSet<>();
            Set<KernelObject> own = new LinkedHashSet<>();
            walk.attempt(leader.address(), "reading the credentials of a process", () -> {
                leader.follow("real_cred").ifPresent(own::add);
                creds.addAll(own);
                for (KernelObject thread : tasks.threads(leader).entries()) {
                    thread.follow("real_cred").ifPresent(own::add);
                    creds.addAll(own);
                    // Differs from real_cred while the kernel acts with other credentials
                    thread.follow("cred").ifPresent(creds::add);
                }
            });
            credsByLeader.put(leader, creds);
            creds.forEach(cred -> users.merge(cred.address(), 1, Integer::sum));
            own.forEach(cred -> owners.merge(cred.address(), 1, Integer::sum));
        }
        Long initCred = initCred(walk);
        credsByLeader.forEach((leader, creds) -> {
            for (KernelObject cred : creds) {
                walk.attempt(cred.address(), "reading a cred", () -> {
                    Boolean isInitial = initCred == null ? null : initCred == cred.address();
                    String verdict = verdict(leader, owners.getOrDefault(cred.address(), 0), isInitial);
                    walk.emit(row(cred, Tasks.pid(leader), users.get(cred.address()), isInitial, verdict));
                });
            }
        });
    }

    /** The address of {@code init_cred}, kernel/cred.c. Without its symbol, it is the cred of {@code init_task}. */
    private static Long initCred(Walk<CredentialRow> walk) {
        Kernel kernel = walk.kernel();
        OptionalLong known = kernel.findAddress("init_cred");
        return known.isPresent()
                ? Long.valueOf(known.getAsLong())
                : walk.attempt(
                                0,
                                "listing the credentials",
                                () -> kernel.global("init_task", "task_struct").number("real_cred"))
                        .orElse(null);
    }

    /**
     * {@code fork} and {@code execve} give each process its own cred. Credentials that a process uses temporarily are
     * no finding.
     *
     * @param owners number of processes whose own cred ({@code real_cred}) it is
     */
    private static String verdict(KernelObject leader, int owners, Boolean initCred) {
        if (owners == 0 || leader.number("mm") == 0) {
            return null;
        } else if (Boolean.TRUE.equals(initCred)) {
            return "a program with the credentials of the kernel itself";
        }
        return owners > 1 ? "a program with the credentials of another process" : null;
    }

    private static CredentialRow row(KernelObject cred, int pid, int sharedBy, Boolean initCred, String verdict) {
        return new CredentialRow(
                cred.address(),
                pid,
                id(cred, "uid"),
                id(cred, "euid"),
                id(cred, "suid"),
                id(cred, "fsuid"),
                id(cred, "gid"),
                id(cred, "egid"),
                id(cred, "sgid"),
                id(cred, "fsgid"),
                groups(cred),
                capabilities(cred, "cap_inheritable"),
                capabilities(cred, "cap_permitted"),
                capabilities(cred, "cap_effective"),
                capabilities(cred, "cap_bset"),
                capabilities(cred, "cap_ambient"),
                (int) cred.number("securebits"),
                Namespaces.inum(cred.target("user_ns")),
                sharedBy,
                initCred,
                verdict);
    }

    private static long id(KernelObject cred, String member) {
        return cred.number(member) & 0xffff_ffffL;
    }

    private static List<String> capabilities(KernelObject cred, String member) {
        return Capabilities.names(Capabilities.bits(cred, member));
    }

    private static List<Long> groups(KernelObject cred) {
        KernelObject info = cred.target("group_info");
        long count = Math.min(info.number("ngroups"), MAX_GROUPS);
        List<Long> groups = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            groups.add(info.memory().readNumber(info.addressOf("gid") + 4 * i, 4));
        }
        return groups;
    }
}
