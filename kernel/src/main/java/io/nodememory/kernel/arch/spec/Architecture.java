package io.nodememory.kernel.arch.spec;

import io.nodememory.kernel.image.Machine;

/**
 * All that differs between the architectures whose kernels are read, by facet. A package below {@code arch} implements it and
 * a line in {@code Architectures} registers it.
 */
public interface Architecture {
    /** The machine as file formats name it. */
    Machine machine();

    /** The name as {@code uname -m} prints it: {@code x86_64}, {@code aarch64}. */
    default String name() {
        return machine().utsName();
    }

    /** The page tables of a kernel in an image, and where its code and data lie in virtual memory. */
    KernelFinder finder();
}
