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
        help = "A kernel module from any source; a hidden module is missing in at least one of the kernel's lists.",
        identity = {"name"})
public record ModuleRow(
        @Column(value = "Address of the struct module", address = true)
        long address,

        @Column("Name") String name,

        @Column("Size of the sections in bytes, as in /proc/modules")
        Long size,

        @Column("Reference count, as in /proc/modules") Long refcount,

        @Column(
                "Taint flags in the letters of /proc/modules: O out of tree, E unsigned, P proprietary, …; null for none")
        String taints,

        @Column("Whether the list of /proc/modules contains it; null if that could not be read")
        Boolean inList,

        @Column("Whether /sys/module contains it; null if that could not be read")
        Boolean inSysfs,

        @Column("Whether the scan of the module memory area found it")
        boolean inScan,

        @Column(value = "Address of the module's code", address = true)
        Long base,

        @Column("live, coming, going or unformed") String state,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** {@code MODULE_REF_BASE}, kernel/module/main.c: the reference count of an unused live module. */
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

    /** An unreadable source hides nothing. The scan can miss a regular module whose page is not in the image. */
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
