package io.nodememory.kernel.open;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.Architecture;

/** The virtual memory of a kernel and its architecture. */
public record KernelMemory(Architecture architecture, AddressSpace memory) {}
