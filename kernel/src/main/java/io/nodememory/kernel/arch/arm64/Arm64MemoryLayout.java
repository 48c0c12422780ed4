package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.arch.spec.KernelArea;
import io.nodememory.kernel.arch.spec.MemoryLayout;
import io.nodememory.kernel.arch.spec.RunningKernel;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Documentation/arch/arm64/memory.rst. */
final class Arm64MemoryLayout implements MemoryLayout {
    /** STRUCT_PAGE_MAX_SHIFT: the layout reserves 64 bytes for each {@code struct page}. */
    private static final int PAGE_STRUCT_SHIFT = 6;

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    /** Branches reach 128 MiB, and through a table of addresses (PLT) 2 GiB: module_init_limits(). */
    private static final long MODULES_DISTANCE = 2 * GIB;

    private final Arm64KernelFinder finder;

    Arm64MemoryLayout(Arm64KernelFinder finder) {
        this.finder = finder;
    }

    /** {@code vmemmap}: the array begins with the page of the first memory, at {@code memstart_addr}. */
    @Override
    public long pageArray(RunningKernel kernel, long page) {
        int pageShift = finder.format(kernel.memory()).pageShift();
        long size = kernel.types().require("page").size();
        long before = (start(kernel) >> pageShift) * size;
        OptionalLong told =
                kernel.info().map(info -> info.number("VMEMMAP_START")).orElse(OptionalLong.empty());
        if (told.isPresent()) {
            return told.getAsLong() - before;
        }
        int bits = kernel.info()
                .map(info -> info.number("VA_BITS"))
                .filter(OptionalLong::isPresent)
                .map(number -> (int) number.getAsLong())
                .orElseGet(() -> finder.format(kernel.memory()).bits());
        long frame = finder.root(kernel.memory()) >>> pageShift;
        return candidates(bits, pageShift).stream()
                .map(start -> start - before)
                .filter(array -> kernel.memory().translate(array + frame * size).isPresent())
                .findFirst()
                .orElseThrow(() -> new MissingSymbolException(
                        "this kernel's VMCOREINFO lacks VMEMMAP_START, and its array of pages is at no usual place"));
    }

    /** VMEMMAP_START of kernels that do not print it (before 5.19): since 5.11 and before. */
    private static List<Long> candidates(int bits, int pageShift) {
        long size = 1L << (bits - 1 - pageShift + PAGE_STRUCT_SHIFT);
        return List.of(-(1L << (bits - pageShift + PAGE_STRUCT_SHIFT)), -size - 2 * MIB, -size - GIB);
    }

    private static long start(RunningKernel kernel) {
        OptionalLong variable = kernel.findAddress("memstart_addr");
        if (variable.isPresent()) {
            return kernel.memory().readPointer(variable.getAsLong());
        }
        Optional<VmcoreInfo> info = kernel.info();
        OptionalLong told = info.isPresent() ? info.get().number("PHYS_OFFSET") : OptionalLong.empty();
        return told.orElseThrow(() -> new MissingSymbolException(
                "this kernel's symbols lack memstart_addr, and its VMCOREINFO lacks PHYS_OFFSET"));
    }

    /** Below the kernel's image and behind it. */
    @Override
    public List<Area> modules(RunningKernel kernel) {
        KernelArea area = finder.area(kernel.memory());
        long start = (area.first() - MODULES_DISTANCE) & -MemoryImage.PAGE_SIZE;
        OptionalLong end = kernel.findAddress("_end");
        long behind =
                end.isPresent() ? (end.getAsLong() + MemoryImage.PAGE_SIZE - 1) & -MemoryImage.PAGE_SIZE : area.first();
        return List.of(new Area(start, area.first()), new Area(behind, area.first() + MODULES_DISTANCE));
    }
}
