package io.nodememory.kernel.open;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The machine's RAM as its kernel knows it: the "System RAM" of iomem_resource (kernel/resource.c, /proc/iomem). */
final class SystemRam {
    private SystemRam() {}

    /** Ascending and disjoint ranges; empty if symbols or memory for reading them are missing. */
    static List<PhysicalRange> of(Kernel kernel) {
        List<PhysicalRange> ram = new ArrayList<>();
        Set<KernelObject> seen = new HashSet<>();
        try {
            Optional<KernelObject> resource =
                    kernel.global("iomem_resource", "resource").follow("child");
            while (resource.isPresent() && seen.add(resource.get())) {
                add(resource.get(), ram);
                resource = resource.get().follow("sibling");
            }
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            // A part of the list would make the rest of RAM look as if it did not exist.
            return List.of();
        }
        ram.sort(Comparator.comparingLong(PhysicalRange::start));
        for (int i = 1; i < ram.size(); i++) {
            if (ram.get(i).start() < ram.get(i - 1).end()) {
                return List.of();
            }
        }
        return List.copyOf(ram);
    }

    private static void add(KernelObject resource, List<PhysicalRange> ram) {
        long start = resource.number("start");
        long last = resource.number("end");
        boolean sound = start >= 0 && last >= start && last < 1L << 52;
        // "System RAM (kmem)" and similar names are memory that was added later.
        if (sound && resource.text("name").startsWith("System RAM")) {
            ram.add(new PhysicalRange(start, last + 1));
        }
    }
}
