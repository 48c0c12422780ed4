package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.arch.spec.KernelStacks;
import io.nodememory.kernel.arch.spec.RunningKernel;
import io.nodememory.kernel.object.KernelObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The frame records of a stack: each function that calls others saves the frame pointer (x29) and its return address (x30)
 * side by side (Procedure Call Standard for the Arm 64-bit Architecture, 6.4.6 "The Frame Pointer"). The kernel is always
 * built with them. Its return addresses may be signed (FEAT_PAuth); the signature is removed.
 */
final class Arm64KernelStacks implements KernelStacks {
    /** The largest THREAD_SIZE: one page of 64 KiB, or four of 4 KiB doubled for KASAN. */
    private static final long LARGEST_STACK = 1 << 16;

    private static final int WORD = 8;
    private static final int RECORD = 2 * WORD;

    private final Arm64KernelFinder finder;

    Arm64KernelStacks(Arm64KernelFinder finder) {
        this.finder = finder;
    }

    @Override
    public Stack read(RunningKernel kernel, KernelObject thread) {
        long stack = thread.number("stack");
        TableFormat format = finder.format(kernel.memory());
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot(
                thread.addressOf("thread.cpu_context.pc"), format.canonical(thread.number("thread.cpu_context.pc"))));
        long frame = thread.number("thread.cpu_context.fp");
        long above = stack;
        String damage = null;
        try {
            while (damage == null && frame != 0) {
                // Frames grow towards higher addresses, so that a chain ends.
                if (frame % RECORD != 0 || frame < above || frame - stack > LARGEST_STACK - RECORD) {
                    damage = "the frame record 0x%016x is outside of the stack at 0x%016x".formatted(frame, stack);
                } else {
                    long next = kernel.memory().readPointer(frame);
                    long returns = kernel.memory().readPointer(frame + WORD);
                    // The last record, in the saved registers of user mode, holds zeros.
                    if (returns != 0) {
                        slots.add(new Slot(frame + WORD, format.canonical(returns)));
                    }
                    above = frame + RECORD;
                    frame = next;
                }
            }
        } catch (UnreadableMemoryException e) {
            damage = e.getMessage();
        }
        return new Stack(slots, damage);
    }
}
