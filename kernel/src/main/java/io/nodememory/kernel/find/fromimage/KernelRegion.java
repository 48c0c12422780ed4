package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.address.X86AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
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
    /** Where x86-64 links its kernel (__START_KERNEL_map), and where modules begin at the earliest (KERNEL_IMAGE_SIZE). */
    static final long FIRST = 0xffff_ffff_8000_0000L;

    static final long END = 0xffff_ffff_c000_0000L;

    /** The kernel starts at a multiple of this (CONFIG_PHYSICAL_ALIGN is at least one large page). */
    static final long ALIGNMENT = 2 << 20;

    /** Parts of the image that the kernel frees after booting leave gaps; larger ones lie behind its end. */
    private static final long LARGEST_GAP = 16 << 20;

    /** Content read at most; a kernel has less than 100 MiB, page tables that were made up can map one page 2^18 times. */
    private static final long MAX_TOTAL = 256 << 20;

    /** All regions by ascending address; none if these page tables do not map a kernel. */
    static List<KernelRegion> all(AddressSpace memory) {
        return of(memory, page -> memory.translate(page).isPresent());
    }

    /**
     * The regions that nobody may write to or execute, a quarter of the whole: kallsyms and BTF are there (RO_DATA in
     * include/asm-generic/vmlinux.lds.h). None if the kernel does not protect them.
     */
    static List<KernelRegion> constants(X86AddressSpace memory) {
        return of(memory, memory::isConstant);
    }

    private static List<KernelRegion> of(AddressSpace memory, LongPredicate wanted) {
        List<KernelRegion> regions = new ArrayList<>();
        long at = FIRST;
        while (at != END && memory.translate(at).isEmpty()) {
            at += ALIGNMENT;
        }
        long total = 0;
        long gap = 0;
        while (at != END && gap < LARGEST_GAP && total < MAX_TOTAL) {
            long end = at;
            while (end != END && total + end - at < MAX_TOTAL && wanted.test(end)) {
                end += MemoryImage.PAGE_SIZE;
            }
            if (end == at) {
                gap = memory.translate(at).isPresent() ? 0 : gap + MemoryImage.PAGE_SIZE;
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
