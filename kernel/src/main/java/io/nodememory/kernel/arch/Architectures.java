package io.nodememory.kernel.arch;

import io.nodememory.kernel.arch.arm64.Arm64;
import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.arch.x86.X86;
import java.util.List;

/** The registry of architectures, in the order in which an image is searched for their kernels. */
public final class Architectures {
    public static final List<Architecture> ALL = List.of(new X86(), new Arm64());

    private Architectures() {}
}
