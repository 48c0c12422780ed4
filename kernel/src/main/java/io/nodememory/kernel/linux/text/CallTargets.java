package io.nodememory.kernel.linux.text;

/** Classifies the targets of calls and jumps that the kernel writes into its own code. */
interface CallTargets {
    /**
     * Returns whether the address lies in code of the kernel, of a listed module, of a BPF program or in an ftrace
     * trampoline. Memory without an owner is none of these.
     */
    boolean isHonest(long address);

    /** Returns whether the address lies in the kernel's own code. */
    boolean isKernel(long address);

    /**
     * Returns whether the address is a thunk that the running kernel made ({@code its_page}): a jump through a register
     * and nothing else.
     */
    boolean isThunk(long address);

    /**
     * Returns whether the pointer at this link-time address leads to a function that does nothing: {@code nop_func}.
     */
    boolean isNothing(long linked);

    /** Returns whether the link-time address is that of a thunk for indirect branches or returns. */
    boolean isGuard(long linked);
}
