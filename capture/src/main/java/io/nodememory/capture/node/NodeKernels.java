package io.nodememory.capture.node;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.open.Kernel;

/** How the kernel of a running node is opened: what chooses its symbols. */
@FunctionalInterface
public interface NodeKernels {
    /**
     * @param image the node's memory, read as it is asked for
     * @param facts what the node tells about itself, such as its operating system's build
     * @throws io.nodememory.kernel.BadInputException if there are no symbols that fit
     */
    Kernel open(MemoryImage image, NodeFacts facts);
}
