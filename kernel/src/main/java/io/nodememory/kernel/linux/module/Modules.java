package io.nodememory.kernel.linux.module;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kernel modules, searched in every place where the kernel keeps them. */
public final class Modules {
    /** The places where a module was found. A module that hides is missing in at least one. */
    public final class Sightings {
        private boolean list;
        private boolean sysfs;
        private boolean scan;

        /** Null if the module was not seen and the list could not be read to its end. */
        public Boolean inList() {
            return (list || listRead) ? Boolean.valueOf(list) : null;
        }

        /** Null if the module was not seen and /sys/module could not be read to its end. */
        public Boolean inSysfs() {
            return (sysfs || sysfsRead) ? Boolean.valueOf(sysfs) : null;
        }

        public boolean inScan() {
            return scan;
        }
    }

    private final Kernel kernel;
    private final Map<KernelObject, Sightings> found = new LinkedHashMap<>();
    private final List<String> damage = new ArrayList<>();
    private boolean listRead;
    private boolean sysfsRead;

    private Modules(Kernel kernel) {
        this.kernel = kernel;
        look("the module list", this::readList);
        look("/sys/module", this::readSysfs);
        look("the memory area of modules", this::scan);
    }

    public static Modules of(Kernel kernel) {
        return kernel.shared(Modules.class, Modules::new);
    }

    /** Every module with the places where it was found. */
    public Map<KernelObject, Sightings> all() {
        return found;
    }

    /** Why a place could not be searched completely: one sentence each. */
    public List<String> damage() {
        return damage;
    }

    private void look(String place, Runnable reading) {
        try {
            reading.run();
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            damage.add(place + ": " + e.getMessage());
        }
    }

    private Sightings sight(KernelObject module) {
        return found.computeIfAbsent(module, m -> new Sightings());
    }

    private void readList() {
        Chain chain = LinkedLists.list(kernel.types(), kernel.address("modules"), "module", "list");
        chain.damage().ifPresent(why -> damage.add("the module list: " + why));
        chain.entries().forEach(module -> sight(module).list = true);
        listRead = chain.damage().isEmpty();
    }

    /** Reads {@code module_kset}, the directory /sys/module. Built-in code has entries there without a module. */
    private void readSysfs() {
        KernelObject kset = kernel.object("kset", kernel.memory().readPointer(kernel.address("module_kset")));
        Chain chain = LinkedLists.list(kernel.types(), kset.addressOf("list"), "kobject", "entry");
        chain.damage().ifPresent(why -> damage.add("/sys/module: " + why));
        for (KernelObject kobject : chain.entries()) {
            kobject.containerOf("module_kobject", "kobj").follow("mod").ifPresent(module -> sight(module).sysfs = true);
        }
        sysfsRead = chain.damage().isEmpty();
    }

    /** Scans memory: a {@code struct module} points to itself ({@code mkobj.mod}), so no list is needed. */
    private void scan() {
        new ModuleScan(kernel).modules().forEach(module -> sight(module).scan = true);
    }

    /**
     * The address ranges of a module's core sections, text first: {@code core_layout} before 6.4, {@code mem[MOD_TEXT]}
     * and following since.
     */
    public static List<Range> ranges(KernelObject module) {
        List<Range> ranges = new ArrayList<>();
        if (module.has("core_layout")) {
            KernelObject layout = module.embedded("core_layout");
            ranges.add(new Range(layout.number("base"), layout.number("text_size")));
            ranges.add(new Range(
                    layout.number("base") + layout.number("text_size"),
                    Math.max(0, layout.number("size") - layout.number("text_size"))));
        } else {
            for (long type = 0; type < module.count("mem"); type++) {
                KernelObject memory = module.elementObject("mem", type);
                ranges.add(new Range(memory.number("base"), memory.number("size")));
            }
        }
        return ranges;
    }

    /** The size of all sections in bytes, as /proc/modules shows it. */
    public static long size(KernelObject module) {
        if (module.has("core_layout")) {
            return module.number("core_layout.size") + module.number("init_layout.size");
        }
        return ranges(module).stream().mapToLong(Range::size).sum();
    }

    /** The module whose code contains the address. */
    public Optional<KernelObject> owner(long address) {
        return found.keySet().stream()
                .filter(module -> {
                    try {
                        return ranges(module).get(0).contains(address);
                    } catch (UnreadableMemoryException e) {
                        return false;
                    }
                })
                .findFirst();
    }

    /**
     * A range of kernel addresses.
     *
     * @param size in bytes
     */
    public record Range(long base, long size) {
        public boolean contains(long address) {
            return base != 0 && address - base >= 0 && address - base < size;
        }
    }
}
