package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.linux.module.Modules.Sightings;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code modules}. */
@Table(
        name = "modules",
        help = "A kernel module, wherever it was found: a hidden one is missing in a list that others are in.",
        identity = {"name"})
public record ModuleRow(
        @Column(value = "Address of the struct module", address = true)
        long address,

        @Column("Name") String name,

        @Column("Size of its sections in bytes, as /proc/modules shows it")
        Long size,

        @Column("How many use it, as /proc/modules shows it")
        Long refcount,

        @Column(
                "Taint flags in the letters of /proc/modules: O out of tree, E unsigned, P proprietary, …; null for none")
        String taints,

        @Column("Whether it is in the list behind /proc/modules; null where that could not be read")
        Boolean inList,

        @Column("Whether it is in /sys/module; null where that could not be read")
        Boolean inSysfs,

        @Column("Whether it was found by a scan of the memory of modules")
        boolean inScan,

        @Column(value = "Address of its code", address = true)
        Long base,

        @Column("live, coming, going or unformed") String state,
        @Column("What is wrong; null for nothing") String verdict) {

    /** {@code MODULE_REF_BASE}, kernel/module/main.c: the count of a live module that nobody uses. */
    private static final int REFERENCE_BASE = 1;

    /** {@code enum module_state}, include/linux/module.h. */
    private static final String[] STATES = {"live", "coming", "going", "unformed"};

    private static final int LIVE = 0;

    /** {@code taint_flags[]}, kernel/panic.c, by bit. */
    private static final String TAINTS = "PFSRMBUDAWCIOELKXTNJ";

    static void walk(Walk<ModuleRow> walk) {
        Modules modules = Modules.of(walk.kernel());
        modules.damage().forEach(why -> walk.problem(0, "listing modules", why));
        modules.all()
                .forEach((module, seen) ->
                        walk.attempt(module.address(), "reading a module", () -> walk.emit(row(module, seen))));
    }

    private static ModuleRow row(KernelObject module, Sightings seen) {
        int state = (int) module.number("state");
        return new ModuleRow(
                module.address(),
                module.text("name"),
                Modules.size(module),
                module.has("refcnt") ? module.number("refcnt") - REFERENCE_BASE : null,
                taints(module.number("taints")),
                seen.inList(),
                seen.inSysfs(),
                seen.inScan(),
                Modules.ranges(module).get(0).base(),
                state >= 0 && state < STATES.length ? STATES[state] : String.valueOf(state),
                state == LIVE ? verdict(seen) : null);
    }

    /** A place that could not be read hides nothing; the scan can miss an honest module whose page is not in the image. */
    private static String verdict(Sightings seen) {
        if (Boolean.FALSE.equals(seen.inList())) {
            return "hidden from /proc/modules";
        }
        return Boolean.FALSE.equals(seen.inSysfs()) ? "hidden from /sys/module" : null;
    }

    private static String taints(long bits) {
        StringBuilder letters = new StringBuilder();
        for (int bit = 0; bit < TAINTS.length(); bit++) {
            if ((bits >>> bit & 1) == 1) {
                letters.append(TAINTS.charAt(bit));
            }
        }
        return letters.isEmpty() ? null : letters.toString();
    }
}
