package io.nodememory.kernel.linux.module;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.module.Modules.Range;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Finds {@code struct module} by its pointer to itself in the memory area of modules. */
final class ModuleScan {
    /** The bounds of the module area on x86-64, Documentation/arch/x86/x86_64/mm.rst; with KASLR it starts later. */
    private static final long AREA_START = 0xffffffffa0000000L;

    private static final long AREA_END = 0xffffffffff000000L;
    private static final int PAGE = 4096;
    /** {@code struct module} is {@code ____cacheline_aligned}. */
    private static final int ALIGNMENT = 64;

    /** {@code MODULE_STATE_UNFORMED}, include/linux/module.h. */
    private static final int LAST_STATE = 3;

    private final Kernel kernel;
    private final long selfPointer;
    private final List<KernelObject> modules = new ArrayList<>();

    ModuleScan(Kernel kernel) {
        this.kernel = kernel;
        this.selfPointer = kernel.types().offsetOf("module", "mkobj.mod");
    }

    List<KernelObject> modules() {
        byte[] page = new byte[PAGE];
        for (long address = start(); address < AREA_END; address += PAGE) {
            if (kernel.memory().translate(address).isPresent()) {
                readPage(address, page);
            }
        }
        return modules;
    }

    /** The first address behind the kernel itself, whose image may extend into the area. */
    private long start() {
        OptionalLong end = kernel.findAddress("_end");
        long behind = end.isPresent() ? (end.getAsLong() + PAGE - 1) & -PAGE : AREA_START;
        return Math.max(AREA_START, behind);
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
    private static boolean isPlausible(KernelObject module) {
        try {
            long state = module.number("state");
            List<Range> ranges = Modules.ranges(module);
            long base = ranges.get(0).base();
            boolean placed = base == 0
                    ? ranges.stream().anyMatch(range -> range.contains(module.address()))
                    : base >= AREA_START && base < AREA_END && base % PAGE == 0;
            return state >= 0 && state <= LAST_STATE && placed;
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }
}
