package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.address.PagedMemory;
import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.image.Machine;
import io.nodememory.kernel.image.MemoryImage;

/** x86-64. */
public final class X86 implements Architecture {
    private final KernelFinder finder = new X86KernelFinder();

    /**
     * Virtual memory through page tables whose place is known.
     *
     * @param levels 4 or 5
     * @param root physical address of the top page table; flag bits are ignored
     */
    public static AddressSpace memory(MemoryImage image, int levels, long root) {
        return new PagedMemory(image, frames -> new X86PageTables(frames, levels, root));
    }

    @Override
    public Machine machine() {
        return Machine.X86_64;
    }

    @Override
    public KernelFinder finder() {
        return finder;
    }
}
