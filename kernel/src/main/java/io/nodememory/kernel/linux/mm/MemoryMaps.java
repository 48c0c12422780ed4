package io.nodememory.kernel.linux.mm;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.MapleTree;
import io.nodememory.kernel.object.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The memory areas of a process: the {@code vm_area_struct} objects of an {@code mm_struct}. */
public final class MemoryMaps {
    private MemoryMaps() {}

    /** The areas by ascending address: from a maple tree since 6.1, from a linked list before. */
    public static Chain areas(Types types, KernelObject mm) {
        if (mm.has("mm_mt")) {
            MapleTree.Entries entries = MapleTree.entries(types, mm.addressOf("mm_mt"));
            return new Chain(
                    entries.pointers().stream()
                            .map(pointer -> types.object("vm_area_struct", pointer))
                            .toList(),
                    entries.damage());
        }
        List<KernelObject> areas = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        try {
            long next = mm.number("mmap");
            while (next != 0) {
                if (!visited.add(next)) {
                    return new Chain(
                            areas, Optional.of("the list of areas is a circle through 0x%016x".formatted(next)));
                }
                KernelObject area = types.object("vm_area_struct", next);
                next = area.number("vm_next");
                areas.add(area);
            }
            return new Chain(areas, Optional.empty());
        } catch (UnreadableMemoryException e) {
            return new Chain(areas, Optional.of(e.getMessage()));
        }
    }

    /**
     * The file that {@code /proc/PID/maps} shows. Ubuntu's kernels keep the layer's file of an overlay in
     * {@code vm_file} and the overlay's file beside it ({@code vma_pr_or_file}, mm/prfile.c).
     */
    public static Optional<KernelObject> file(KernelObject area) {
        Optional<KernelObject> shown = area.has("vm_prfile") ? area.follow("vm_prfile") : Optional.empty();
        return shown.or(() -> area.follow("vm_file"));
    }

    /** The name that {@code /proc/PID/maps} shows for an area without a file: {@code show_map_vma}, fs/proc/task_mmu.c. */
    public static Optional<String> pseudoName(KernelObject mm, KernelObject area) {
        Optional<String> special = specialMapping(area);
        if (special.isPresent()) {
            return special;
        }
        long start = area.number("vm_start");
        long end = area.number("vm_end");
        if (start < mm.number("brk") && end > mm.number("start_brk")) {
            return Optional.of("[heap]");
        }
        long stack = mm.number("start_stack");
        if (start <= stack && end >= stack) {
            return Optional.of("[stack]");
        }
        return anonymousName(area).map(name -> "[anon:" + name + "]");
    }

    /** The special mappings [vdso], [vvar] and similar define their names in {@code vm_ops->name}. */
    private static Optional<String> specialMapping(KernelObject area) {
        boolean named = area.follow("vm_ops")
                .filter(ops -> ops.has("name") && ops.number("name") != 0)
                .isPresent();
        return named
                ? area.followAs("vm_private_data", "vm_special_mapping").map(mapping -> mapping.text("name"))
                : Optional.empty();
    }

    /**
     * A name set by prctl PR_SET_VMA_ANON_NAME. Before 6.2 it is in a union and valid only for areas without a file.
     */
    private static Optional<String> anonymousName(KernelObject area) {
        return area.has("anon_name") ? area.follow("anon_name").map(name -> name.text("name")) : Optional.empty();
    }
}
