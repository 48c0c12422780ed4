package io.nodememory.kernel.arch.spec;

import io.nodememory.kernel.image.Machine;
import io.nodememory.kernel.symbols.KernelText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that differs between the architectures whose kernels are read, by facet. A package below {@code arch} implements it and
 * a line in {@code Architectures} registers it.
 */
public interface Architecture {
    /** The machine as file formats name it. */
    Machine machine();

    /** The name as {@code uname -m} prints it: {@code x86_64}, {@code aarch64}. */
    default String name() {
        return machine().utsName();
    }

    /** The page tables of a kernel in an image, and where its code and data lie in virtual memory. */
    KernelFinder finder();

    /** The areas of the kernel's half of the address space. */
    MemoryLayout layout();

    /** The references to variables in machine code. */
    CodeReferences references();

    /**
     * The judge of differences between the code in memory and that of the kernel's file.
     *
     * @param found the code in memory from the start of the text on
     * @param shift what KASLR added to the addresses of the link, in bytes
     */
    Optional<CodeChanges> codeChanges(KernelText text, byte[] found, long shift, CodeChanges.Targets targets);

    /** The headers of files that its processors run: magic numbers of ELF, of which a value below zero matches any byte. */
    List<int[]> nativeFiles();

    /** The breakpoint that uprobes write into a program; empty if the kernel may write other instructions too. */
    OptionalInt userBreakpoint();

    /** The names of variables that only kernels of this architecture have. */
    List<String> variables();

    /** The stacks of the kernel's threads. */
    KernelStacks stacks();

    /** The tables of system calls. */
    Syscalls syscalls();

    /** Whether the processor finds the handlers of exceptions in a table of descriptors (IDT). */
    boolean hasDescriptorTable();

    /** The tables of code that begin the handling of exceptions; empty if the processor has none. */
    Optional<ExceptionVectors> exceptionVectors();
}
