package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.image.Machine;

/** AArch64 kernels, which Linux calls arm64. */
public final class Arm64 implements Architecture {
    private final KernelFinder finder = new Arm64KernelFinder();

    @Override
    public Machine machine() {
        return Machine.AARCH64;
    }

    @Override
    public KernelFinder finder() {
        return finder;
    }
}
