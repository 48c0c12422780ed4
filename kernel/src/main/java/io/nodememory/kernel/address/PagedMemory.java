package io.nodememory.kernel.address;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Function;

/** Virtual memory of an image through page tables. */
public final class PagedMemory implements AddressSpace {
    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_MASK = MemoryImage.PAGE_SIZE - 1;
    /** Remembered translations, shared by all address spaces of an image; a power of two. */
    private static final int TLB_SIZE = 1 << 13;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** A virtual page of an address space and its memory. All fields are final: it may be published by a data race. */
    private static final class Translation {
        final long page;
        final long root;
        final byte[] bytes;

        Translation(long page, long root, byte[] bytes) {
            this.page = page;
            this.root = root;
            this.bytes = bytes;
        }
    }

    private final PageTables tables;
    private final PhysicalPages frames;
    private final Translation[] tlb;
    private final long root;

    /** @param tables makes page tables that are read from the image's frames */
    public PagedMemory(MemoryImage image, Function<PhysicalPages, PageTables> tables) {
        this(new PhysicalPages(image), new Translation[TLB_SIZE], tables);
    }

    private PagedMemory(PhysicalPages frames, Translation[] tlb, Function<PhysicalPages, PageTables> tables) {
        this.frames = frames;
        this.tlb = tlb;
        this.tables = tables.apply(frames);
        this.root = this.tables.root();
    }

    /** The page tables that translate addresses. */
    public PageTables tables() {
        return tables;
    }

    /** Applies a search to the frames in which the page tables lie. */
    public <T> T search(Function<PhysicalPages, T> search) {
        return search.apply(frames);
    }

    @Override
    public long root() {
        return root;
    }

    @Override
    public AddressSpace withRoot(long pageTableRoot) {
        return new PagedMemory(frames, tlb, same -> tables.withRoot(pageTableRoot));
    }

    @Override
    public AddressSpace over(MemoryImage image) {
        return new PagedMemory(image, tables::over);
    }

    @Override
    public OptionalLong translate(long virtual) {
        long physical = tables.walk(virtual);
        return physical < 0 ? OptionalLong.empty() : OptionalLong.of(physical);
    }

    @Override
    public long unmapped(long virtual) {
        return tables.unmapped(virtual);
    }

    @Override
    public boolean isConstant(long virtual) {
        return tables.isConstant(virtual);
    }

    /** The memory of a virtual page, or null if the image holds only a part of it. */
    private byte[] page(long virtual) {
        long page = virtual >>> PAGE_SHIFT;
        int slot = (int) (page ^ (root >>> PAGE_SHIFT)) & (TLB_SIZE - 1);
        Translation known = tlb[slot];
        if (known != null && known.page == page && known.root == root) {
            return known.bytes;
        }
        return loadPage(virtual, page, slot);
    }

    private byte[] loadPage(long virtual, long page, int slot) {
        long physical = tables.walk(virtual);
        if (physical < 0) {
            throw tables.fault(virtual);
        }
        try {
            byte[] bytes = frames.page(physical >>> PAGE_SHIFT);
            tlb[slot] = new Translation(page, root, bytes);
            return bytes;
        } catch (UnreadableMemoryException e) {
            return null;
        }
    }

    /** Copies within one page, also of a frame that the image holds in part. */
    private void readInPage(long virtual, byte[] target, int offset, int length) {
        byte[] bytes = page(virtual);
        if (bytes != null) {
            System.arraycopy(bytes, (int) virtual & PAGE_MASK, target, offset, length);
            return;
        }
        try {
            frames.read(tables.walk(virtual), target, offset, length);
        } catch (UnreadableMemoryException e) {
            throw new UnreadableMemoryException(
                    virtual, "0x%016x cannot be read: %s".formatted(virtual, e.getMessage()));
        }
    }

    private static int leftInPage(long virtual, int length) {
        return Math.min(length, MemoryImage.PAGE_SIZE - ((int) virtual & PAGE_MASK));
    }

    @Override
    public void read(long virtual, byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            int count = leftInPage(virtual + done, length - done);
            readInPage(virtual + done, target, offset + done, count);
            done += count;
        }
    }

    @Override
    public int readUpTo(long virtual, byte[] target, int offset, int length) {
        int done = 0;
        try {
            while (done < length) {
                int count = leftInPage(virtual + done, length - done);
                readInPage(virtual + done, target, offset + done, count);
                done += count;
            }
        } catch (UnreadableMemoryException e) {
            // What was read before is the answer.
            return done;
        }
        return done;
    }

    @Override
    public long readNumber(long virtual, int size) {
        int inPage = (int) virtual & PAGE_MASK;
        if (inPage + size <= MemoryImage.PAGE_SIZE) {
            byte[] bytes = page(virtual);
            if (bytes != null) {
                return number(bytes, inPage, size);
            }
        }
        byte[] bytes = new byte[Long.BYTES];
        read(virtual, bytes, 0, size);
        return number(bytes, 0, size);
    }

    @Override
    public long readPointer(long virtual) {
        return readNumber(virtual, Long.BYTES);
    }

    private static long number(byte[] bytes, int at, int size) {
        return switch (size) {
            case 1 -> bytes[at] & 0xffL;
            case 2 -> (short) SHORT.get(bytes, at) & 0xffffL;
            case 4 -> (int) INT.get(bytes, at) & 0xffff_ffffL;
            case 8 -> PhysicalPages.number(bytes, at);
            default -> throw new IllegalArgumentException("a number has 1, 2, 4 or 8 bytes, not " + size);
        };
    }

    @Override
    public byte[] readCString(long virtual, int limit) {
        byte[] text = new byte[Math.min(limit, 64)];
        int length = 0;
        while (length < limit) {
            int count = leftInPage(virtual + length, Math.min(limit - length, 256));
            if (length + count > text.length) {
                text = Arrays.copyOf(text, Math.min(limit, Math.max(text.length * 2, length + count)));
            }
            readInPage(virtual + length, text, length, count);
            for (int end = length + count; length < end; length++) {
                if (text[length] == 0) {
                    return Arrays.copyOf(text, length);
                }
            }
        }
        return Arrays.copyOf(text, length);
    }
}
