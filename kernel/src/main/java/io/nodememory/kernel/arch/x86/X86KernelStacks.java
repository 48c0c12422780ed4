package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.arch.spec.KernelStacks;
import io.nodememory.kernel.arch.spec.MemoryLayout.Area;
import io.nodememory.kernel.arch.spec.RunningKernel;
import io.nodememory.kernel.object.KernelObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Every word of a stack that is an address of code: kernels without frame pointers do not chain their frames. */
final class X86KernelStacks implements KernelStacks {
    /** The code of the kernel and its modules, Documentation/arch/x86/x86_64/mm.rst. */
    private static final Area CODE = new Area(0xffff_ffff_8000_0000L, 0xffff_ffff_ff00_0000L);

    private static final int WORD = 8;

    /** The size of a stack in bytes, arch/x86/include/asm/page_64_types.h; twice that with KASAN. */
    private static final int THREAD_SIZE = 1 << 14;

    @Override
    public Stack read(RunningKernel kernel, KernelObject thread) {
        long stack = thread.number("stack");
        long pointer = thread.number("thread.sp");
        long used = pointer - stack;
        int size = used < THREAD_SIZE ? THREAD_SIZE : 2 * THREAD_SIZE;
        if (used < 0 || used >= size || pointer % WORD != 0) {
            return new Stack(
                    List.of(),
                    "the stack pointer 0x%016x is outside of the stack at 0x%016x".formatted(pointer, stack));
        }
        byte[] bytes = new byte[(int) (size - used)];
        kernel.memory().read(pointer, bytes, 0, bytes.length);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Slot> slots = new ArrayList<>();
        for (int at = 0; at + WORD <= bytes.length; at += WORD) {
            if (CODE.contains(words.getLong(at))) {
                slots.add(new Slot(pointer + at, words.getLong(at)));
            }
        }
        return new Stack(slots, null);
    }
}
