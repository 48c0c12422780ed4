package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Namespaces.Kind;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.EnumMap;
import java.util.Map;

/** The host's namespaces: those of process 1. */
final class HostNamespaces {
    private HostNamespaces() {}

    static Map<Kind, Long> of(Kernel kernel) {
        return Tasks.of(kernel).processes().stream()
                .filter(task -> Tasks.pid(task) == 1)
                .findFirst()
                .map(task -> numbers(Namespaces.of(task)))
                .orElseGet(() -> new EnumMap<>(Kind.class));
    }

    static Map<Kind, Long> numbers(Map<Kind, KernelObject> namespaces) {
        Map<Kind, Long> numbers = new EnumMap<>(Kind.class);
        namespaces.forEach((kind, namespace) -> numbers.put(kind, Namespaces.inum(namespace)));
        return numbers;
    }
}
