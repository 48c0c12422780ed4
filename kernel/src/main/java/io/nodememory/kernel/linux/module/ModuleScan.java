package io.nodememory.kernel.linux.module;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.arch.spec.MemoryLayout.Area;
import io.nodememory.kernel.linux.module.Modules.Range;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Finds {@code struct module} by its pointer to itself in the memory area of modules. */
final class ModuleScan {
    private static final int PAGE = 4096;
    /** {@code struct module} is {@code ____cacheline_aligned}. */
    private static final int ALIGNMENT = 64;

    /** {@code MODULE_STATE_UNFORMED}, include/linux/module.h. */
    private static final int LAST_STATE = 3;

    private final Kernel kernel;
    private final List<Area> areas;
    private final long selfPointer;
    private final List<KernelObject> modules = new ArrayList<>();

    ModuleScan(Kernel kernel) {
        this.kernel = kernel;
        this.areas = kernel.architecture().layout().modules(kernel);
        this.selfPointer = kernel.types().offsetOf("module", "mkobj.mod");
    }

    List<KernelObject> modules() {
        byte[] page = new byte[PAGE];
        areas.forEach(area -> scan(area, page));
        return modules;
    }

    private void scan(Area area, byte[] page) {
        long address = area.start();
        while (area.contains(address)) {
            if (kernel.memory().translate(address).isPresent()) {
                readPage(address, page);
                address += PAGE;
            } else {
                address += kernel.memory().unmapped(address);
            }
        }
    }

    private void readPage(long address, byte[] page) {
        try {
            kernel.memory().read(address, page, 0, PAGE);
        } catch (UnreadableMemoryException e) {
            // A hole in the image, which its coverage reports
            return;
        }
        ByteBuffer words = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
        int first = Math.floorMod(selfPointer - address, ALIGNMENT);
        for (int at = first; at < PAGE; at += ALIGNMENT) {
            long candidate = address + at - selfPointer;
            if (words.getLong(at) == candidate) {
                KernelObject module = kernel.object("module", candidate);
                if (isPlausible(module)) {
                    modules.add(module);
                }
            }
        }
    }

    /**
     * Returns whether the candidate is a module. Other structs contain a pointer to themselves too.
     *
     * <p>A module has one of four states, and its code starts on a page of the area. A module whose code was all freed
     * after its start has no code; its struct must lie in one of its own sections.
     */
    private boolean isPlausible(KernelObject module) {
        try {
            long state = module.number("state");
            List<Range> ranges = Modules.ranges(module);
            long base = ranges.get(0).base();
            boolean placed = base == 0
                    ? ranges.stream().anyMatch(range -> range.contains(module.address()))
                    : areas.stream().anyMatch(area -> area.contains(base)) && base % PAGE == 0;
            return state >= 0 && state <= LAST_STATE && placed;
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }
}
