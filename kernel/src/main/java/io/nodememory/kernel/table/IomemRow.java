package io.nodememory.kernel.table;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** A row of {@code iomem}. */
@Table(
        name = "iomem",
        help = "A range of physical addresses and its purpose, as in /proc/iomem.",
        identity = {"name", "start", "end"})
public record IomemRow(
        @Column(value = "Address of the struct resource", address = true)
        long address,

        @Column(value = "First physical address", address = true)
        long start,

        @Column(value = "Last physical address", address = true)
        long end,

        @Column("Purpose of the range") String name,
        @Column("Number of enclosing ranges") int depth) {

    /** @param parent the address of the enclosing range */
    private record Pending(KernelObject resource, long parent, int depth) {}

    static void walk(Walk<IomemRow> walk) {
        Deque<Pending> open = new ArrayDeque<>();
        Set<KernelObject> visited = new HashSet<>();
        walk.attempt(0, "finding the list of memory ranges", () -> {
            KernelObject all = walk.kernel().global("iomem_resource", "resource");
            all.follow("child").ifPresent(first -> open.push(new Pending(first, all.address(), 0)));
        });
        if (open.isEmpty()) {
            walk.problem(0, "listing memory ranges", "the kernel's tree of memory ranges is empty");
        }
        while (!open.isEmpty()) {
            Pending next = open.pop();
            KernelObject resource = next.resource();
            if (!visited.add(resource)) {
                walk.problem(resource.address(), "listing memory ranges", "the tree contains a circle");
                continue;
            }
            walk.attempt(resource.address(), "reading a memory range", () -> {
                resource.follow("sibling")
                        .ifPresent(sibling -> open.push(new Pending(sibling, next.parent(), next.depth())));
                resource.follow("child")
                        .ifPresent(child -> open.push(new Pending(child, resource.address(), next.depth() + 1)));
                if (resource.number("parent") != next.parent()) {
                    walk.problem(
                            resource.address(), "listing memory ranges", "the range does not point back to its parent");
                }
                walk.emit(new IomemRow(
                        resource.address(),
                        resource.number("start"),
                        resource.number("end"),
                        resource.number("name") == 0 ? null : resource.text("name"),
                        next.depth()));
            });
        }
    }
}
