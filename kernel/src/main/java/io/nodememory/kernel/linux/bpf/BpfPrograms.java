package io.nodememory.kernel.linux.bpf;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.XArray;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** BPF programs by their ids: {@code prog_idr}, kernel/bpf/syscall.c. */
public final class BpfPrograms {
    private static final String TYPE_PREFIX = "BPF_PROG_TYPE_";

    private final Map<Long, String> typeNames = new HashMap<>();

    private BpfPrograms(Kernel kernel) {
        kernel.symbols()
                .enumeration("bpf_prog_type")
                .ifPresent(type ->
                        type.constants().forEach((name, value) -> typeNames.putIfAbsent(value, shortName(name))));
    }

    public static BpfPrograms of(Kernel kernel) {
        return kernel.shared(BpfPrograms.class, BpfPrograms::new);
    }

    private static String shortName(String name) {
        String bare = name.startsWith(TYPE_PREFIX) ? name.substring(TYPE_PREFIX.length()) : name;
        return bare.toLowerCase(Locale.ROOT);
    }

    /**
     * The programs that {@code bpf(2)} can find.
     *
     * @param damage why programs may be missing; empty if none are
     */
    public record Listed(List<KernelObject> programs, Optional<String> damage) {}

    /** The programs in {@code prog_idr}. */
    public static Listed listed(Kernel kernel) {
        long tree = kernel.address("prog_idr") + kernel.types().offsetOf("idr", "idr_rt");
        XArray.Entries entries = XArray.entries(kernel.types(), tree);
        List<KernelObject> programs = new ArrayList<>();
        entries.list().forEach(entry -> programs.add(kernel.object("bpf_prog", entry.pointer())));
        return new Listed(programs, entries.damage());
    }

    /** The name of a program's type: kprobe, cgroup_skb, xdp, …; the number if this kernel does not name the type. */
    public String type(KernelObject program) {
        long type = program.number("type");
        return typeNames.getOrDefault(type, String.valueOf(type));
    }
}
