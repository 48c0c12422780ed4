package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.object.KernelObject;
import java.util.Map;

/** The roots of {@code /proc/iomem} and {@code /proc/ioports}, by their names and by what they contain (kernel/resource.c). */
final class ResourceGlobals {
    private static final Map<String, String> ROOTS = Map.of("PCI mem", "iomem_resource", "PCI IO", "ioport_resource");

    private ResourceGlobals() {}

    static void find(GlobalSearch search) {
        ROOTS.forEach((name, variable) -> search.strings(name).stream()
                .flatMap(text -> search.places(text).stream())
                .map(place -> search.types().containerOf(place, "resource", "name"))
                .filter(ResourceGlobals::isRoot)
                .forEach(root -> search.found(variable, root.address())));
    }

    private static boolean isRoot(KernelObject resource) {
        return resource.number("start") == 0
                && resource.number("parent") == 0
                && resource.follow("child")
                        .map(child -> child.number("parent") == resource.address())
                        .orElse(false);
    }
}
