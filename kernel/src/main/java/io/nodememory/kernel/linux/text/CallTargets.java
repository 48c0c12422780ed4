package io.nodememory.kernel.linux.text;

/** Where calls and jumps that the kernel writes into its code may lead. */
interface CallTargets {
    /** Code of the kernel, of a listed module, of BPF or a trampoline of ftrace; memory of nobody is none of these. */
    boolean isHonest(long address);

    /** The kernel's own code. */
    boolean isKernel(long address);

    /** A thunk that the kernel made while it ran ({@code its_page}): a jump through a register and nothing else. */
    boolean isThunk(long address);

    /** Whether the pointer at the address, as linked, leads to a function that does nothing: {@code nop_func}. */
    boolean isNothing(long linked);

    /** Whether the address, as linked, is that of one of the thunks for indirect branches or returns. */
    boolean isGuard(long linked);
}
