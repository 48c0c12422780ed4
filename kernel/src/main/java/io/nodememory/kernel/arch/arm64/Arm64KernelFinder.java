package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.address.PagedMemory;
import io.nodememory.kernel.address.PhysicalPages;
import io.nodememory.kernel.arch.spec.KernelArea;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MovedImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.symbols.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The kernel's image lies anywhere between the modules and the memory map, in one piece of physical memory, so that its
 * addresses are those of physical memory plus {@code kimage_voffset}.
 */
final class Arm64KernelFinder implements KernelFinder {
    /** The page sizes and address sizes that distributions build, most frequent first. */
    private static final List<TableFormat> FORMATS = List.of(
            new TableFormat(12, 48),
            new TableFormat(12, 52),
            new TableFormat(16, 48),
            new TableFormat(16, 52),
            new TableFormat(12, 39),
            new TableFormat(14, 47),
            new TableFormat(14, 48),
            new TableFormat(14, 52),
            new TableFormat(16, 42),
            new TableFormat(14, 36));

    /** EFI_KIMG_ALIGN, and the least alignment of a segment of the kernel's image: 64 KiB (SEGMENT_ALIGN). */
    private static final long ALIGNMENT = 1 << 16;

    /** KIMAGE_VADDR of 48 bits since 6.6: the link addresses of symbols that an image itself gives begin here. */
    private static final long LINKED = 0xffff_8000_8000_0000L;

    /** Banks of RAM begin at multiples of large pages. */
    private static final long RAM_ALIGNMENT = 2 << 20;

    /** Modules lie so near to the kernel that branches reach it (module_alloc, MODULES_VSIZE). */
    private static final long MODULES_DISTANCE = 1L << 31;

    @Override
    public Optional<AddressSpace> describedBy(MemoryImage image, VmcoreInfo info) {
        OptionalLong table = info.pageTable();
        OptionalLong root = root(info);
        return root.isEmpty()
                ? Optional.empty()
                : format(info)
                        .map(format -> memory(image, format, root.getAsLong()))
                        .filter(memory -> memory.translate(table.getAsLong()).equals(root));
    }

    /** The physical address of the top table; empty for a VMCOREINFO of another architecture. */
    private static OptionalLong root(VmcoreInfo info) {
        OptionalLong table = info.pageTable();
        OptionalLong offset = info.number("kimage_voffset");
        return table.isEmpty() || offset.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(table.getAsLong() - offset.getAsLong());
    }

    /** Kernels before 5.9 do not print TCR_EL1_T1SZ and always use all bits that they were built for. */
    private static Optional<TableFormat> format(VmcoreInfo info) {
        OptionalLong size = info.number("TCR_EL1_T1SZ");
        OptionalLong bits = size.isPresent() ? OptionalLong.of(64 - size.getAsLong()) : info.number("VA_BITS");
        long pageSize = info.pageSize().orElse(MemoryImage.PAGE_SIZE);
        return bits.isEmpty()
                ? Optional.empty()
                : Optional.of(new TableFormat(Long.numberOfTrailingZeros(pageSize), (int) bits.getAsLong()))
                        .filter(TableFormat::isPossible);
    }

    /** The top table lies at one place in each multiple of the alignment of RAM, and maps itself. */
    @Override
    public Optional<MemoryImage> moved(MemoryImage image, VmcoreInfo info) {
        OptionalLong root = root(info);
        Optional<TableFormat> format = format(info);
        if (root.isEmpty() || format.isEmpty()) {
            return Optional.empty();
        }
        TableFormat tables = format.get();
        int entry = tables.index(info.pageTable().getAsLong(), tables.levels() - 1) * Long.BYTES;
        for (PhysicalRange range : image.ranges()) {
            long first = range.start() + (root.getAsLong() - range.start() & RAM_ALIGNMENT - 1);
            for (long at = first; at + MemoryImage.PAGE_SIZE <= range.end(); at += RAM_ALIGNMENT) {
                if (isTableEntry(image, at + entry)) {
                    MemoryImage moved = new MovedImage(image, root.getAsLong() - at);
                    if (describedBy(moved, info).isPresent()) {
                        return Optional.of(moved);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isTableEntry(MemoryImage image, long physical) {
        byte[] bytes = new byte[Long.BYTES];
        try {
            image.peek(physical, bytes, 0, bytes.length);
            return (LittleEndian.getLong(bytes, 0) & 3) == 3;
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }

    private static AddressSpace memory(MemoryImage image, TableFormat format, long root) {
        return new PagedMemory(image, frames -> new Arm64PageTables(frames, format, root, 0));
    }

    @Override
    public String topTable() {
        return "swapper_pg_dir";
    }

    @Override
    public OptionalLong topTable(Symbols symbols) {
        return symbols.address("init_top_pgt").isPresent() ? OptionalLong.empty() : symbols.address("swapper_pg_dir");
    }

    @Override
    public long alignment() {
        return ALIGNMENT;
    }

    @Override
    public Stream<Placement> placements(MemoryImage image, long root, long linked, long physical, boolean relocated) {
        PhysicalPages frames = new PhysicalPages(image);
        return FORMATS.stream()
                .flatMap(format -> MappedAddresses.of(frames, format, root, physical).stream()
                        .filter(address -> !relocated || address == linked)
                        .map(address -> new Placement(memory(image, format, root), address - linked)));
    }

    @Override
    public <T> Optional<T> byShape(MemoryImage image, Function<AddressSpace, Optional<T>> proof) {
        return Optional.empty();
    }

    @Override
    public boolean isTopTable(MemoryImage image, AddressSpace memory, long physical) {
        return memory.root() == physical;
    }

    @Override
    public KernelArea area(AddressSpace memory) {
        long root = root(memory);
        TableFormat format = format(memory);
        List<Long> addresses = ((PagedMemory) memory).search(frames -> MappedAddresses.of(frames, format, root, root));
        if (addresses.isEmpty()) {
            return new KernelArea(0, 0, LINKED, address -> false, address -> false);
        }
        // The top table lies in the image itself, among its constants.
        long top = addresses.get(0);
        long offset = top - root;
        long page = 1L << format.pageShift();
        long first = top;
        while (isAt(memory, first - page, offset)) {
            first -= page;
        }
        long start = first & -ALIGNMENT;
        return new KernelArea(
                start,
                0,
                LINKED,
                address -> isAt(memory, address, offset),
                address -> address - start < MODULES_DISTANCE && start - address < MODULES_DISTANCE);
    }

    TableFormat format(AddressSpace memory) {
        return tables(memory).format();
    }

    /** The physical address of the kernel's top table. */
    long root(AddressSpace memory) {
        return tables(memory).kernelRoot();
    }

    private static Arm64PageTables tables(AddressSpace memory) {
        return (Arm64PageTables) ((PagedMemory) memory).tables();
    }

    private static boolean isAt(AddressSpace memory, long virtual, long offset) {
        return memory.translate(virtual).equals(OptionalLong.of(virtual - offset));
    }
}
