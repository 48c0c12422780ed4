package io.nodememory.kernel.arch.spec;

/** A function that calls the function of a system call by its number. */
public interface SyscallSwitch {
    /**
     * The destination of one system call.
     *
     * @param instruction address of the jump or call that leaves the function
     * @param target the address of the called function
     */
    record Leaf(long instruction, long target) {}

    /**
     * Follows the function for the number of a system call.
     *
     * @throws io.nodememory.kernel.UnreadableMemoryException at an instruction that compilers do not generate for such a function
     */
    Leaf follow(int call);
}
