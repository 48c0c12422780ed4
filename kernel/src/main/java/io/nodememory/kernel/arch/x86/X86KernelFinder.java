package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.KernelArea;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The kernel's image is mapped in the top 2 GiB, in steps of 2 MiB (Documentation/arch/x86/x86_64/mm.rst). */
final class X86KernelFinder implements KernelFinder {
    /** __START_KERNEL_map: the kernel's image is mapped from here on (arch/x86/include/asm/page_64_types.h). */
    private static final long KERNEL_MAP = 0xffff_ffff_8000_0000L;
    /** KERNEL_IMAGE_SIZE with KASLR: KASLR moves the kernel by less than this, and modules lie behind it. */
    private static final long KERNEL_MAP_SIZE = 1L << 30;

    private static final long KERNEL_MAP_END = KERNEL_MAP + KERNEL_MAP_SIZE;
    /** CONFIG_PHYSICAL_ALIGN is at least one large page. */
    private static final long ALIGNMENT = 2L << 20;
    /** __START_KERNEL_map and CONFIG_PHYSICAL_START, which is 16 MiB in every distribution. */
    private static final long LINKED = KERNEL_MAP + (16L << 20);

    private static final KernelArea AREA = new KernelArea(
            KERNEL_MAP,
            KERNEL_MAP_END,
            LINKED,
            address -> true,
            address -> Long.compareUnsigned(address, KERNEL_MAP_END) >= 0);

    @Override
    public Optional<AddressSpace> describedBy(MemoryImage image, VmcoreInfo info) {
        OptionalLong root = info.pageTable();
        OptionalLong physicalBase = info.number("phys_base");
        if (root.isEmpty() || physicalBase.isEmpty()) {
            return Optional.empty();
        }
        long physical = root.getAsLong() - KERNEL_MAP + physicalBase.getAsLong();
        return byLevels(image, physical)
                .filter(memory -> memory.translate(root.getAsLong()).equals(OptionalLong.of(physical)))
                .findFirst();
    }

    /** RAM begins at 0 on every machine. */
    @Override
    public Optional<MemoryImage> moved(MemoryImage image, VmcoreInfo info) {
        return Optional.empty();
    }

    @Override
    public String topTable() {
        return "init_top_pgt";
    }

    @Override
    public OptionalLong topTable(Symbols symbols) {
        OptionalLong top = symbols.address("init_top_pgt");
        return top.isPresent() ? top : symbols.address("swapper_pg_dir");
    }

    @Override
    public long alignment() {
        return ALIGNMENT;
    }

    @Override
    public Stream<Placement> placements(MemoryImage image, long root, long linked, long physical, boolean relocated) {
        long most = relocated ? 0 : KERNEL_MAP_SIZE - ALIGNMENT;
        OptionalLong there = OptionalLong.of(physical);
        return byLevels(image, root)
                .flatMap(memory -> LongStream.iterate(0, shift -> shift <= most, shift -> shift + ALIGNMENT)
                        .filter(shift -> memory.translate(linked + shift).equals(there))
                        .mapToObj(shift -> new Placement(memory, shift)));
    }

    /** Page tables of 4 levels, then of 5. */
    private static Stream<AddressSpace> byLevels(MemoryImage image, long root) {
        return Stream.of(4, 5).map(levels -> X86.memory(image, levels, root));
    }

    @Override
    public <T> Optional<T> byShape(MemoryImage image, Function<AddressSpace, Optional<T>> proof) {
        return new PageTableSearch(image).find(proof);
    }

    /** The page whose last entry is that of the top table in use, which is the same in every process. */
    @Override
    public boolean isTopTable(MemoryImage image, AddressSpace memory, long physical) {
        // The accessed and dirty bits may differ.
        return ((lastEntry(image, physical) ^ lastEntry(image, memory.root())) & ~0x60L) == 0
                && new PageTableSearch(image).top(physical);
    }

    private static long lastEntry(MemoryImage image, long table) {
        byte[] entry = new byte[Long.BYTES];
        image.read(table + MemoryImage.PAGE_SIZE - Long.BYTES, entry, 0, entry.length);
        return LittleEndian.getLong(entry, 0);
    }

    @Override
    public KernelArea area(AddressSpace memory) {
        return AREA;
    }
}
