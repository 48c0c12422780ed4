package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.KnownVariables;
import io.nodememory.kernel.linux.container.ReleaseAgents;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** A row of {@code kernel_settings}. */
@Table(
        name = "kernel_settings",
        help = "A setting of the running kernel that attackers overwrite or that controls a defence.",
        identity = {"name", "value"})
public record KernelSettingRow(
        @Column(value = "Address of the variable", address = true)
        long address,

        @Column("Name; of a sysctl as in sysctl(8)") String name,
        @Column("Value") String value,

        @Column("Value that every distribution sets; null if none")
        String expected,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    private static final int TEXT_LIMIT = 4096;

    /** The form of a variable. */
    private enum Form {
        TEXT,
        NUMBER
    }

    /**
     * A setting.
     *
     * @param verdict returns what is wrong with a value; null for nothing
     */
    private record Setting(String name, String symbol, Form form, String expected, Function<String, String> verdict) {
        static Setting text(String name, String symbol, String expected) {
            return new Setting(
                    name,
                    symbol,
                    Form.TEXT,
                    expected,
                    value -> value.equals(expected) ? null : "a program of somebody's choice runs as root");
        }

        static Setting number(String name, String symbol) {
            return new Setting(name, symbol, Form.NUMBER, null, value -> null);
        }

        static Setting number(String name, String symbol, String expected, String verdict) {
            return new Setting(name, symbol, Form.NUMBER, expected, value -> value.equals(expected) ? null : verdict);
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            Setting.text("kernel.modprobe", "modprobe_path", "/sbin/modprobe"),
            Setting.text("kernel.poweroff_cmd", "poweroff_cmd", "/sbin/poweroff"),
            Setting.text("kernel.hotplug", "uevent_helper", ""),
            new Setting("kernel.core_pattern", "core_pattern", Form.TEXT, null, KernelSettingRow::corePattern),
            Setting.number("kernel.modules_disabled", "modules_disabled"),
            Setting.number("kernel.kptr_restrict", "kptr_restrict"),
            Setting.number("kernel.dmesg_restrict", "dmesg_restrict"),
            Setting.number(
                    "kernel.randomize_va_space", "randomize_va_space", "2", "addresses of programs are not randomized"),
            Setting.number("kernel.unprivileged_bpf_disabled", "sysctl_unprivileged_bpf_disabled"),
            Setting.number("kernel.unprivileged_userns_clone", "unprivileged_userns_clone"),
            Setting.number("kernel.perf_event_paranoid", "sysctl_perf_event_paranoid"),
            Setting.number("kernel.kexec_load_disabled", "kexec_load_disabled"),
            Setting.number("kernel.ftrace_enabled", "ftrace_enabled"),
            Setting.number("kernel.yama.ptrace_scope", "ptrace_scope"),
            Setting.number("kernel.panic_on_oops", "panic_on_oops"),
            Setting.number("fs.suid_dumpable", "suid_dumpable"),
            Setting.number("lockdown", "kernel_locked_down"),
            Setting.number("usermodehelper_disabled", "usermodehelper_disabled"));

    /** Directories of the crash reporters of distributions and Kubernetes nodes. */
    private static final List<String> CORE_HANDLERS = List.of(
            "/usr/lib/systemd/", "/lib/systemd/", "/usr/share/apport/", "/usr/libexec/", "/home/kubernetes/bin/");

    private static final List<String> AGENT_FOLDERS = List.of("/usr/lib", "/lib", "/usr/libexec");

    static void walk(Walk<KernelSettingRow> walk) {
        releaseAgents(walk);
        for (Setting setting : SETTINGS) {
            // A kernel built without the feature has no such variable, which is no gap in the evidence
            OptionalLong address = walk.kernel().findAddress(setting.symbol());
            if (address.isPresent()) {
                walk.attempt(
                        address.getAsLong(),
                        "reading the setting " + setting.name(),
                        () -> walk.emit(row(walk.kernel(), setting, address.getAsLong())));
            }
        }
        KnownVariables.missing(walk.kernel(), SETTINGS.stream().map(Setting::symbol))
                .ifPresent(why -> walk.problem(0, "listing the kernel's settings", why));
    }

    /** Each hierarchy of cgroup version 1 has a release agent: {@code release_agent (memory)}. */
    private static void releaseAgents(Walk<KernelSettingRow> walk) {
        Kernel kernel = walk.kernel();
        if (!kernel.types().has("cgroup_root", "release_agent_path")) {
            // Built without cgroup version 1
            return;
        }
        String doing = "listing the hierarchies of cgroup version 1";
        walk.attempt(0, doing, () -> {
            Chain roots = ReleaseAgents.hierarchies(kernel);
            roots.damage().ifPresent(why -> walk.problem(0, doing, why));
            for (KernelObject root : roots.entries()) {
                walk.attempt(root.address(), "reading the release agent of a hierarchy", () -> {
                    String agent = root.text("release_agent_path");
                    walk.emit(new KernelSettingRow(
                            root.addressOf("release_agent_path"),
                            "release_agent (%s)".formatted(ReleaseAgents.name(kernel, root)),
                            agent,
                            "",
                            agent.isEmpty() || isManagers(agent, root.text("name"))
                                    ? null
                                    : "a program of somebody's choice runs as root in the host's namespaces"));
                });
            }
        });
    }

    /**
     * systemd and its derivatives install an agent for the hierarchy under their own name, where they use version 1.
     */
    private static boolean isManagers(String agent, String hierarchy) {
        return AGENT_FOLDERS.stream()
                .anyMatch(folder -> agent.equals("%s/%s/%s-cgroups-agent".formatted(folder, hierarchy, hierarchy)));
    }

    private static KernelSettingRow row(Kernel kernel, Setting setting, long address) {
        String value = setting.form() == Form.TEXT
                ? new String(kernel.memory().readCString(address, TEXT_LIMIT), StandardCharsets.UTF_8)
                : String.valueOf((int) kernel.memory().readNumber(address, 4));
        return new KernelSettingRow(
                address,
                setting.name(),
                value,
                setting.expected(),
                setting.verdict().apply(value));
    }

    /**
     * A pattern that starts with a pipe character names a program that the kernel starts as root in the host's
     * namespaces.
     */
    private static String corePattern(String pattern) {
        boolean runs = pattern.startsWith("|");
        return runs && CORE_HANDLERS.stream().noneMatch(pattern.substring(1)::startsWith)
                ? "a crash starts a program that is no known crash reporter"
                : null;
    }
}
