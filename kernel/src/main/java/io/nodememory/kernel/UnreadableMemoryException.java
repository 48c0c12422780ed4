package io.nodememory.kernel;

/** Reports memory that the image does not hold or that no page table maps. */
public final class UnreadableMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long address;

    /**
     * @param address the address that could not be read; the message says whether it is virtual or physical
     * @param message one sentence about the attempt and the cause of its failure
     */
    public UnreadableMemoryException(long address, String message) {
        // No stack trace: walkers catch thousands of these in a smeared image, and traces cost more than the walk.
        super(message, null, false, false);
        this.address = address;
    }

    public long address() {
        return address;
    }
}
