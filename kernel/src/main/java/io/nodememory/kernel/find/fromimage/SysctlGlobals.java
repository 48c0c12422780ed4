package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.object.KernelObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Variables that a sysctl shows: the entry that has the sysctl's name points at them (struct ctl_table). */
final class SysctlGlobals {
    /** Variables by the names of their sysctls. */
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("core_pattern", "core_pattern"),
            Map.entry("modprobe", "modprobe_path"),
            Map.entry("poweroff_cmd", "poweroff_cmd"),
            Map.entry("hotplug", "uevent_helper"),
            Map.entry("cap_last_cap", "cap_last_cap"),
            Map.entry("panic_on_oops", "panic_on_oops"),
            Map.entry("modules_disabled", "modules_disabled"),
            Map.entry("kexec_load_disabled", "kexec_load_disabled"),
            Map.entry("dmesg_restrict", "dmesg_restrict"),
            Map.entry("kptr_restrict", "kptr_restrict"),
            Map.entry("unprivileged_bpf_disabled", "sysctl_unprivileged_bpf_disabled"),
            Map.entry("unprivileged_userns_clone", "unprivileged_userns_clone"),
            Map.entry("perf_event_paranoid", "sysctl_perf_event_paranoid"),
            Map.entry("ftrace_enabled", "ftrace_enabled"),
            Map.entry("ptrace_scope", "ptrace_scope"),
            Map.entry("suid_dumpable", "suid_dumpable"),
            Map.entry("randomize_va_space", "randomize_va_space"));

    private SysctlGlobals() {}

    static void find(GlobalSearch search) {
        Map<Long, String> names = new HashMap<>();
        VARIABLES.keySet().forEach(sysctl -> search.strings(sysctl).forEach(text -> names.put(text, sysctl)));
        Map<String, Set<Long>> data = new HashMap<>();
        for (long place : search.places(names.keySet())) {
            KernelObject entry = search.types().containerOf(place, "ctl_table", "procname");
            if (isEntry(search, entry)) {
                data.computeIfAbsent(names.get(entry.number("procname")), sysctl -> new HashSet<>())
                        .add(entry.number("data"));
            }
        }
        data.forEach((sysctl, addresses) -> {
            if (addresses.size() == 1) {
                search.found(VARIABLES.get(sysctl), addresses.iterator().next());
            }
        });
    }

    private static boolean isEntry(GlobalSearch search, KernelObject entry) {
        long mode = entry.number("mode");
        long length = entry.number("maxlen");
        return search.inImage(entry.number("data"))
                && search.inImage(entry.number("proc_handler"))
                && length > 0
                && length <= 4096
                && (mode & ~0777L) == 0
                && (mode & 0444) != 0;
    }
}
