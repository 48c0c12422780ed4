package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.arch.spec.CodeChanges;
import io.nodememory.kernel.arch.spec.CodeReferences;
import io.nodememory.kernel.arch.spec.ExceptionVectors;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.arch.spec.KernelStacks;
import io.nodememory.kernel.arch.spec.MemoryLayout;
import io.nodememory.kernel.arch.spec.Syscalls;
import io.nodememory.kernel.image.Machine;
import io.nodememory.kernel.symbols.KernelText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** AArch64 kernels, which Linux calls arm64. */
public final class Arm64 implements Architecture {
    private final Arm64KernelFinder finder = new Arm64KernelFinder();
    private final MemoryLayout layout = new Arm64MemoryLayout(finder);
    private final CodeReferences references = new Arm64CodeReferences();
    private final KernelStacks stacks = new Arm64KernelStacks(finder);
    private final Syscalls syscalls = new Arm64Syscalls();
    private final ExceptionVectors exceptionVectors = new Arm64ExceptionVectors();

    @Override
    public Machine machine() {
        return Machine.AARCH64;
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
        return Optional.of(new Arm64CodeChanges(text, found, shift, targets));
    }

    /** ELF of 64 bits and of 32. */
    @Override
    public List<int[]> nativeFiles() {
        return List.of(
                new int[] {0x7f, 'E', 'L', 'F', 2, 1, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 183, 0},
                new int[] {0x7f, 'E', 'L', 'F', 1, 1, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 40, 0});
    }

    /** BRK with UPROBES_BRK_IMM, arch/arm64/include/asm/brk-imm.h. */
    @Override
    public OptionalInt userBreakpoint() {
        return OptionalInt.of(0xd420_00a0);
    }

    @Override
    public List<String> variables() {
        return List.of("compat_sys_call_table");
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
        return false;
    }

    @Override
    public Optional<ExceptionVectors> exceptionVectors() {
        return Optional.of(exceptionVectors);
    }
}
