package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.arch.spec.MemoryLayout;
import io.nodememory.kernel.arch.spec.RunningKernel;
import io.nodememory.kernel.image.MemoryImage;
import java.util.List;
import java.util.OptionalLong;

/** The kernel's areas of virtual memory on x86-64, Documentation/arch/x86/x86_64/mm.rst. */
final class X86MemoryLayout implements MemoryLayout {
    /** The start of the memory map without CONFIG_DYNAMIC_MEMORY_LAYOUT, arch/x86/include/asm/pgtable_64_types.h. */
    private static final long VMEMMAP_OF_4_LEVELS = 0xffff_ea00_0000_0000L;

    private static final long VMEMMAP_OF_5_LEVELS = 0xffd4_0000_0000_0000L;

    /** The bounds of the module area; with KASLR it starts later. */
    private static final long MODULES_START = 0xffff_ffff_a000_0000L;

    private static final long MODULES_END = 0xffff_ffff_ff00_0000L;

    @Override
    public long pageArray(RunningKernel kernel, long page) {
        OptionalLong base = kernel.findAddress("vmemmap_base");
        if (base.isPresent()) {
            return kernel.memory().readPointer(base.getAsLong());
        }
        return Long.compareUnsigned(page, VMEMMAP_OF_4_LEVELS) >= 0 ? VMEMMAP_OF_4_LEVELS : VMEMMAP_OF_5_LEVELS;
    }

    /** The area starts after the end of the kernel image, which may reach into it. */
    @Override
    public List<Area> modules(RunningKernel kernel) {
        OptionalLong end = kernel.findAddress("_end");
        long behind = end.isPresent()
                ? (end.getAsLong() + MemoryImage.PAGE_SIZE - 1) & -MemoryImage.PAGE_SIZE
                : MODULES_START;
        return List.of(new Area(Math.max(MODULES_START, behind), MODULES_END));
    }
}
