package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.KernelArea;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.open.KernelMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A consecutive part of the kernel's own image (text, read-only data, data) as its page tables map it.
 *
 * @param start virtual address of the first byte
 */
record KernelRegion(long start, ByteBuffer content) {
    /** Parts of the image that the kernel frees after booting leave gaps; larger ones lie behind its end. */
    private static final long LARGEST_GAP = 16 << 20;

    /** The largest content; a kernel has less than 100 MiB, and forged page tables can map one page 2^18 times. */
    private static final long MAX_TOTAL = 256 << 20;

    /** All regions by ascending address; none if these page tables do not map a kernel. */
    static List<KernelRegion> all(KernelMemory kernel) {
        return of(kernel, page -> kernel.memory().translate(page).isPresent());
    }

    /**
     * The regions that are mapped without permission to write or execute, a quarter of the whole: kallsyms and BTF are there
     * (RO_DATA in include/asm-generic/vmlinux.lds.h). None if the kernel does not protect them.
     */
    static List<KernelRegion> constants(KernelMemory kernel) {
        return of(kernel, kernel.memory()::isConstant);
    }

    private static List<KernelRegion> of(KernelMemory kernel, LongPredicate wanted) {
        List<KernelRegion> regions = new ArrayList<>();
        AddressSpace memory = kernel.memory();
        KernelFinder finder = kernel.architecture().finder();
        KernelArea area = finder.area(memory);
        LongPredicate belongs = area.belongs();
        long at = area.first();
        while (at != area.end() && memory.translate(at).isEmpty()) {
            at += finder.alignment();
        }
        long total = 0;
        long gap = 0;
        while (at != area.end() && gap < LARGEST_GAP && total < MAX_TOTAL) {
            long end = at;
            while (end != area.end() && total + end - at < MAX_TOTAL && wanted.test(end) && belongs.test(end)) {
                end += MemoryImage.PAGE_SIZE;
            }
            if (end == at) {
                boolean mapped = memory.translate(at).isPresent() && belongs.test(at);
                gap = mapped ? 0 : gap + MemoryImage.PAGE_SIZE;
                at += MemoryImage.PAGE_SIZE;
                continue;
            }
            gap = 0;
            total += end - at;
            read(memory, at, (int) (end - at), regions);
            at = end;
        }
        return regions;
    }

    /** Mapped memory that the image lacks splits a region. */
    private static void read(AddressSpace memory, long start, int length, List<KernelRegion> regions) {
        byte[] bytes = new byte[length];
        int from = 0;
        while (from < length) {
            int count = memory.readUpTo(start + from, bytes, from, length - from);
            if (count > 0) {
                ByteBuffer content = ByteBuffer.wrap(bytes, from, count).slice().order(ByteOrder.LITTLE_ENDIAN);
                regions.add(new KernelRegion(start + from, content));
            }
            // readUpTo stops at the page that is missing.
            from = (from + count + MemoryImage.PAGE_SIZE) / MemoryImage.PAGE_SIZE * MemoryImage.PAGE_SIZE;
        }
    }

    /** One past the last byte. */
    long end() {
        return start + content.limit();
    }

    boolean contains(long address) {
        return address >= start && address < end();
    }
}
