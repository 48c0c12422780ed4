package io.nodememory.kernel.arch.spec;

import io.nodememory.kernel.object.KernelObject;
import java.util.List;

/** Finds the addresses of code on the kernel stacks of threads that wait. */
public interface KernelStacks {
    /**
     * An address that may be one of code.
     *
     * @param slot where it is saved: on the stack, or in the {@code task_struct}
     */
    record Slot(long slot, long value) {}

    /**
     * The addresses on a stack.
     *
     * @param slots from the place at which the thread waits to its start
     * @param damage the reason why some may be missing; null if none are
     */
    record Stack(List<Slot> slots, String damage) {}

    /** Reads the stack of a thread that does not run; {@code thread} is its {@code task_struct}. */
    Stack read(RunningKernel kernel, KernelObject thread);
}
