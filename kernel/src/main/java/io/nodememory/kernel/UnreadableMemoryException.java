package io.nodememory.kernel;

/** Memory that an image does not hold, or that no page table maps; carries the address that was tried. */
public final class UnreadableMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long address;

    /**
     * @param address the address that could not be read, virtual or physical as the message says
     * @param message what was tried and why it failed, as one sentence
     */
    public UnreadableMemoryException(long address, String message) {
        // Walkers meet these by the thousand in a smeared image: a stack trace would cost more than the walk.
        super(message, null, false, false);
        this.address = address;
    }

    public long address() {
        return address;
    }
}
