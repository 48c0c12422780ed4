package io.nodememory.kernel.address;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;

/** A piece of memory made by a test; all else cannot be read. */
public final class FlatMemory implements AddressSpace {
    private final long base;
    private final ByteBuffer bytes;

    public FlatMemory(long base, int size) {
        this.base = base;
        this.bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    public void putLong(long address, long value) {
        bytes.putLong((int) (address - base), value);
    }

    public void put(long address, byte[] content) {
        bytes.put((int) (address - base), content);
    }

    @Override
    public OptionalLong translate(long virtual) {
        return readable(virtual) > 0 ? OptionalLong.of(virtual - base) : OptionalLong.empty();
    }

    private int readable(long address) {
        long at = address - base;
        return at < 0 || at >= bytes.capacity() ? 0 : (int) (bytes.capacity() - at);
    }

    @Override
    public void read(long virtual, byte[] target, int offset, int length) {
        if (readUpTo(virtual, target, offset, length) < length) {
            throw new UnreadableMemoryException(virtual, "not made by the test");
        }
    }

    @Override
    public int readUpTo(long virtual, byte[] target, int offset, int length) {
        int count = Math.min(length, readable(virtual));
        if (count > 0) {
            bytes.get((int) (virtual - base), target, offset, count);
        }
        return count;
    }

    @Override
    public long readNumber(long virtual, int size) {
        byte[] eight = new byte[8];
        read(virtual, eight, 0, size);
        return ByteBuffer.wrap(eight).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Override
    public byte[] readCString(long virtual, int limit) {
        byte[] text = new byte[limit];
        int count = readUpTo(virtual, text, 0, limit);
        int end = 0;
        while (end < count && text[end] != 0) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    @Override
    public AddressSpace withRoot(long pageTableRoot) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long unmapped(long virtual) {
        return MemoryImage.PAGE_SIZE;
    }

    @Override
    public boolean isConstant(long virtual) {
        return false;
    }

    @Override
    public long root() {
        return 0;
    }

    @Override
    public AddressSpace over(MemoryImage image) {
        return this;
    }
}
