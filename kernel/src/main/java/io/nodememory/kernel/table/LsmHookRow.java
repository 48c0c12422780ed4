package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code lsm_hooks}. */
@Table(
        name = "lsm_hooks",
        help = "A function of a security module (LSM) that the kernel calls before an operation.",
        identity = {"name", "symbol", "module"})
public record LsmHookRow(
        @Column(value = "Address of the security_hook_list", address = true)
        long address,

        @Column("The hook, such as bprm_check_security") String name,

        @Column("Name of the security module: apparmor, bpf, …; null if it has none")
        String lsm,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Kernel module of the function; null for the kernel itself")
        String module,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    private static final String HOOK = "security_hook_list";
    private static final String DOING = "reading a hook of security modules";

    /**
     * A hook of the security module capability, which every kernel with security modules contains:
     * {@code capability_hooks}, security/commoncap.c.
     */
    private static final String NEVER_EMPTY = "capable";

    /**
     * Walks {@code security_hook_heads} before 6.12, {@code static_calls_table} since; without {@code CONFIG_SECURITY}
     * neither exists.
     */
    static void walk(Walk<LsmHookRow> walk) {
        Kernel kernel = walk.kernel();
        if (kernel.findAddress("static_calls_table").isPresent()) {
            walk.attempt(0, "listing the hooks of security modules", () -> table(walk));
        } else if (kernel.findAddress("security_hook_heads").isPresent()) {
            walk.attempt(0, "listing the hooks of security modules", () -> lists(walk));
        } else if (kernel.types().has("task_struct", "security")) {
            walk.problem(
                    0,
                    "listing the hooks of security modules",
                    "this kernel's symbols lack static_calls_table and security_hook_heads");
        }
    }

    private static void lists(Walk<LsmHookRow> walk) {
        KernelObject heads = walk.kernel().global("security_hook_heads", "security_hook_heads");
        for (Member member : heads.type().members()) {
            long head = heads.address() + member.offset();
            walk.attempt(head, DOING, () -> {
                Chain chain = LinkedLists.hlist(walk.kernel().types(), head, HOOK, "list");
                chain.damage().ifPresent(why -> walk.problem(head, DOING, why));
                if (member.name().equals(NEVER_EMPTY) && chain.entries().isEmpty()) {
                    walk.problem(head, DOING, "no security module uses the hook " + NEVER_EMPTY);
                }
                chain.entries().forEach(hook -> emit(walk, member.name(), hook));
            });
        }
    }

    private static void table(Walk<LsmHookRow> walk) {
        KernelObject table = walk.kernel().global("static_calls_table", "lsm_static_calls_table");
        for (Member member : table.type().members()) {
            for (long slot = 0; slot < table.count(member.name()); slot++) {
                KernelObject call = table.elementObject(member.name(), slot);
                walk.attempt(call.address(), DOING, () -> {
                    // Set at build time, even for unused slots
                    call.target("key");
                    call.followAs("hl", HOOK).ifPresent(hook -> emit(walk, member.name(), hook));
                });
            }
        }
    }

    private static void emit(Walk<LsmHookRow> walk, String name, KernelObject hook) {
        walk.attempt(hook.address(), DOING, () -> {
            // A union of function pointers
            long function = hook.memory().readPointer(hook.addressOf("hook"));
            CodeOwner owner = CodeOwners.of(walk.kernel()).find(function);
            String verdict = owner.verdict();
            if (verdict == null && owner.module() != null) {
                verdict = "a security module that is not the kernel's own";
            }
            walk.emit(
                    new LsmHookRow(hook.address(), name, lsm(hook), function, owner.symbol(), owner.module(), verdict));
        });
    }

    /** The name: since 6.8 in a {@code struct lsm_id}. Ubuntu had that struct earlier, with another member name. */
    private static String lsm(KernelObject hook) {
        KernelObject holder = hook.has("lsmid") ? hook.target("lsmid") : hook;
        String name = holder.text(holder.has("name") ? "name" : "lsm");
        return name.isEmpty() ? null : name;
    }
}
