package io.nodememory.kernel.find.fromimage;

import java.util.List;
import java.util.OptionalLong;

/**
 * Where the direct map, the vmalloc area and the memory map begin, which KASLR chooses (arch/x86/mm/kaslr.c): the first from
 * any object in the direct map, the others from their place beside it.
 */
final class MemoryBaseGlobals {
    /** All three are multiples of 1 GiB. */
    private static final long ALIGNMENT = 1L << 30;

    /** The variables lie side by side, whatever their order. */
    private static final int NEIGHBOURS = 4;

    private MemoryBaseGlobals() {}

    static void find(GlobalSearch search) {
        OptionalLong object = search.object("init_task", "task_struct")
                .map(task -> OptionalLong.of(task.number("tasks.next")))
                .orElse(OptionalLong.empty());
        if (object.isEmpty()) {
            return;
        }
        OptionalLong physical = search.memory().translate(object.getAsLong());
        if (physical.isEmpty()) {
            return;
        }
        long base = object.getAsLong() - physical.getAsLong();
        if (base % ALIGNMENT != 0 || base >= 0) {
            return;
        }
        List<Long> places = search.places(base);
        for (long place : places) {
            long vmalloc = neighbour(search, place, base);
            long vmemmap = vmalloc == 0
                    ? 0
                    : neighbour(search, place, search.number(vmalloc).orElse(0));
            if (vmemmap != 0
                    && search.memory()
                            .translate(search.number(vmemmap).orElse(0))
                            .isPresent()) {
                search.found("page_offset_base", place);
                search.found("vmalloc_base", vmalloc);
                search.found("vmemmap_base", vmemmap);
                return;
            }
        }
    }

    /** The nearest place around {@code place} of the smallest base above {@code below}; 0 if there is none. */
    private static long neighbour(GlobalSearch search, long place, long below) {
        long best = 0;
        long bestValue = search.kernel().area().first();
        for (int i = -NEIGHBOURS; i <= NEIGHBOURS; i++) {
            long value = search.number(place + i * 8L).orElse(0);
            if (value < 0 && value % ALIGNMENT == 0 && value > below && value < bestValue) {
                best = place + i * 8L;
                bestValue = value;
            }
        }
        return best;
    }
}
