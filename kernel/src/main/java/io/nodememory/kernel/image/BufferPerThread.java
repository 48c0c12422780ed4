package io.nodememory.kernel.image;

/** A buffer that each thread has its own of. */
public final class BufferPerThread extends ThreadLocal<byte[]> {
    private final int size;

    /** @param size in bytes */
    public BufferPerThread(int size) {
        this.size = size;
    }

    @Override
    protected byte[] initialValue() {
        return new byte[size];
    }
}
