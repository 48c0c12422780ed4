package io.nodememory.kernel.linux.text;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.code.CodeOwner.Kind;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.trace.FtraceTrampolines;
import io.nodememory.kernel.open.Kernel;

/** Classifies call targets by the memory of the kernel itself. */
final class KernelCallTargets implements CallTargets {
    /** {@code jmp *%reg} with a prefix for the upper registers. */
    private static final int REGISTER_JUMP = 3;

    private final Kernel kernel;

    KernelCallTargets(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public boolean isHonest(long address) {
        return switch (CodeOwners.of(kernel).find(address).kind()) {
            case KERNEL, MODULE, BPF -> true;
            case HIDDEN_MODULE -> false;
            case UNKNOWN -> FtraceTrampolines.of(kernel).contains(address);
        };
    }

    @Override
    public boolean isKernel(long address) {
        return CodeOwners.of(kernel).find(address).kind() == Kind.KERNEL;
    }

    @Override
    public boolean isNothing(long linked) {
        try {
            String symbol = CodeOwners.of(kernel)
                    .find(kernel.memory().readPointer(linked + kernel.shift()))
                    .symbol();
            return "nop_func".equals(symbol) || "_paravirt_nop".equals(symbol);
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }

    @Override
    public boolean isThunk(long address) {
        try {
            byte[] code = new byte[REGISTER_JUMP];
            kernel.memory().read(address, code, 0, code.length);
            return IndirectBranches.registerBranch(code, 0, code.length) > 0;
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }

    @Override
    public boolean isGuard(long linked) {
        return kernel.symbols()
                .nearest(linked)
                .filter(symbol -> symbol.name().startsWith("__x86_indirect")
                        || symbol.name().endsWith("return_thunk")
                        || symbol.name().startsWith("__x86_retpoline"))
                .isPresent();
    }
}
