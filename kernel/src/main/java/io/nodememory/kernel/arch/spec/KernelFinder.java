package io.nodememory.kernel.arch.spec;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the page tables of a kernel in an image. Each of its results is proved by the tables themselves. */
public interface KernelFinder {
    /**
     * A kernel at one place in virtual memory.
     *
     * @param shift what KASLR added to the addresses of the link, in bytes
     */
    record Placement(AddressSpace memory, long shift) {}

    /** The memory that a VMCOREINFO describes; empty if it is of another architecture or its page tables contradict it. */
    Optional<AddressSpace> describedBy(MemoryImage image, VmcoreInfo info);

    /**
     * The image at the physical addresses that the page tables of a kernel in it name, for a file of raw RAM that begins
     * elsewhere than at address 0; empty if no place of the file fits.
     */
    Optional<MemoryImage> moved(MemoryImage image, VmcoreInfo info);

    /** The symbol of the kernel's own top page table. */
    String topTable();

    /** The linked address of the kernel's own top page table; empty if the symbols are of another architecture. */
    OptionalLong topTable(Symbols symbols);

    /** Bytes of which the kernel's physical address and what KASLR adds to its virtual one are multiples. */
    long alignment();

    /**
     * The places at which page tables map a known piece of the kernel's image.
     *
     * @param root physical address of the top page table
     * @param linked address of the piece in the link
     * @param physical where the piece lies in the image
     * @param relocated whether {@code linked} already includes the shift of KASLR
     */
    Stream<Placement> placements(MemoryImage image, long root, long linked, long physical, boolean relocated);

    /**
     * Searches the image for page tables by their shape.
     *
     * @param proof makes the result of page tables, or is empty if they are not the right ones; called once for each kernel
     */
    <T> Optional<T> byShape(MemoryImage image, Function<AddressSpace, Optional<T>> proof);

    /** Whether the kernel's own top page table lies at a physical address of its image. */
    boolean isTopTable(MemoryImage image, AddressSpace memory, long physical);

    /** Where the kernel's own image lies under its page tables. */
    KernelArea area(AddressSpace memory);
}
