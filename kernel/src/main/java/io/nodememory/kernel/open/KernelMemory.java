package io.nodememory.kernel.open;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.image.MemoryImage;

/**
 * The virtual memory of a kernel.
 *
 * @param image its physical memory; not the image that was opened if that is of raw RAM that begins elsewhere than at 0
 */
public record KernelMemory(Architecture architecture, MemoryImage image, AddressSpace memory) {}
