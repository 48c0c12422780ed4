package io.nodememory.kernel.address;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.BlockCache;
import io.nodememory.kernel.image.MemoryImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The page frames of an image, with a cache of those used last; shared by all address spaces of the image. */
public final class PhysicalPages {
    /** Frames kept: 32 MiB. */
    private static final int CACHED_PAGES = 8192;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final MemoryImage image;
    private final BlockCache pages = new BlockCache(CACHED_PAGES);

    public PhysicalPages(MemoryImage image) {
        this.image = image;
    }

    /**
     * The frame of that number.
     *
     * @throws UnreadableMemoryException if the image does not hold all of it
     */
    byte[] page(long frame) {
        byte[] page = pages.get(frame);
        if (page == null) {
            page = new byte[MemoryImage.PAGE_SIZE];
            image.read(frame * MemoryImage.PAGE_SIZE, page, 0, MemoryImage.PAGE_SIZE);
            pages.put(frame, page);
        }
        return page;
    }

    /**
     * An entry of a page table.
     *
     * @param table physical address of the table, which may be larger than a page
     */
    public long entry(long table, int index) {
        long at = table + (long) index * Long.BYTES;
        return number(page(at / MemoryImage.PAGE_SIZE), (int) (at % MemoryImage.PAGE_SIZE));
    }

    static long number(byte[] page, int at) {
        return (long) LONG.get(page, at);
    }

    /** Copies bytes of one frame, for frames that the image holds only in part. */
    void read(long physical, byte[] target, int offset, int length) {
        image.read(physical, target, offset, length);
    }
}
