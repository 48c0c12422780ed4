package io.nodememory.kernel.arch.spec;

/** A function that calls the function of a system call by its number. */
public interface SyscallSwitch {
    /**
     * Where a call of a number goes.
     *
     * @param instruction address of the jump or call that leaves the function
     * @param target where it leads to
     */
    record Leaf(long instruction, long target) {}

    /**
     * Follows the function for the number of a system call.
     *
     * @throws io.nodememory.kernel.UnreadableMemoryException at an instruction that compilers do not make of such a function
     */
    Leaf follow(int call);
}
