package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.address.PagedMemory;
import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.arch.spec.CodeChanges;
import io.nodememory.kernel.arch.spec.CodeReferences;
import io.nodememory.kernel.arch.spec.ExceptionVectors;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.arch.spec.KernelStacks;
import io.nodememory.kernel.arch.spec.MemoryLayout;
import io.nodememory.kernel.arch.spec.Syscalls;
import io.nodememory.kernel.image.Machine;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.symbols.KernelText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** x86-64. */
public final class X86 implements Architecture {
    private final KernelFinder finder = new X86KernelFinder();
    private final MemoryLayout layout = new X86MemoryLayout();
    private final CodeReferences references = new X86CodeReferences();
    private final KernelStacks stacks = new X86KernelStacks();
    private final Syscalls syscalls = new X86Syscalls();

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

    @Override
    public MemoryLayout layout() {
        return layout;
    }

    @Override
    public CodeReferences references() {
        return references;
    }

    @Override
    public Optional<CodeChanges> codeChanges(KernelText text, byte[] found, long shift, CodeChanges.Targets targets) {
        // Judged by io.nodememory.kernel.linux.text.PatchedCode.
        return Optional.empty();
    }

    /** ELF of 64 bits and of 32. */
    @Override
    public List<int[]> nativeFiles() {
        return List.of(
                new int[] {0x7f, 'E', 'L', 'F', 2, 1, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 62, 0},
                new int[] {0x7f, 'E', 'L', 'F', 1, 1, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 3, 0});
    }

    /** ProbedInstruction knows the calls that replace breakpoints. */
    @Override
    public OptionalInt userBreakpoint() {
        return OptionalInt.empty();
    }

    @Override
    public List<String> variables() {
        return List.of("idt_table", "page_offset_base", "vmalloc_base", "vmemmap_base");
    }

    @Override
    public KernelStacks stacks() {
        return stacks;
    }

    @Override
    public Syscalls syscalls() {
        return syscalls;
    }

    @Override
    public boolean hasDescriptorTable() {
        return true;
    }

    @Override
    public Optional<ExceptionVectors> exceptionVectors() {
        return Optional.empty();
    }
}
