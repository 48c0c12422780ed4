package io.nodememory.capture.node;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.open.Kernel;

/** Opens the kernel of a running node with symbols that fit. */
@FunctionalInterface
public interface NodeKernels {
    /**
     * Opens the kernel.
     *
     * @param image the node's memory, whose pages are read on demand
     * @param facts the node's description of itself, such as the build of its operating system
     * @throws io.nodememory.kernel.BadInputException if there are no symbols that fit
     */
    Kernel open(MemoryImage image, NodeFacts facts);
}
