package io.nodememory.kernel.image;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lzo.LzoDecompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.FileImage.Description;
import io.nodememory.kernel.image.FileImage.Gaps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Memory of a kdump, whose pages are compressed one by one. */
final class KdumpImage implements MemoryImage {
    /** struct page_desc: u64 offset, u32 size, u32 flags, u64 page flags. */
    static final int DESCRIPTOR = 24;

    private static final int ZLIB = 0x1;
    private static final int LZO = 0x2;
    private static final int SNAPPY = 0x4;
    private static final int ZSTD = 0x20;

    /**
     * The places of the pages.
     *
     * @param held the pages in the file, each with a descriptor
     * @param known {@code held} and the pages that were omitted because they are zeros
     * @param descriptors offset of the first descriptor
     */
    record Pages(PageBitmap held, PageBitmap known, List<PhysicalRange> ranges, long descriptors) {}

    private final ImageBytes file;
    private final Pages pages;
    private final Description description;

    KdumpImage(ImageBytes file, Pages pages, Description description) {
        this.file = file;
        this.pages = pages;
        this.description = description;
    }

    @Override
    public String format() {
        return description.format();
    }

    @Override
    public List<PhysicalRange> ranges() {
        return pages.ranges();
    }

    @Override
    public List<String> warnings() {
        return description.warnings();
    }

    @Override
    public boolean partial() {
        return description.gaps() == Gaps.LEFT_OUT;
    }

    @Override
    public Optional<String> vmcoreinfo() {
        return description.vmcoreinfo();
    }

    @Override
    public void read(long physical, byte[] target, int offset, int length) {
        byte[] page = new byte[PAGE_SIZE];
        int done = 0;
        while (done < length) {
            long address = physical + done;
            int inPage = (int) (address & (PAGE_SIZE - 1));
            int count = Math.min(length - done, PAGE_SIZE - inPage);
            readPage(address / PAGE_SIZE, page, address);
            System.arraycopy(page, inPage, target, offset + done, count);
            done += count;
        }
    }

    private void readPage(long frame, byte[] page, long address) {
        if (pages.held().contains(frame)) {
            byte[] descriptor = new byte[DESCRIPTOR];
            long place = pages.descriptors() + (long) pages.held().rank(frame) * DESCRIPTOR;
            if (place > file.size() - DESCRIPTOR) {
                throw damaged(address);
            }
            file.read(place, descriptor, 0, DESCRIPTOR, address);
            ByteBuffer fields = ByteBuffer.wrap(descriptor).order(ByteOrder.LITTLE_ENDIAN);
            unpack(fields.getLong(), fields.getInt(), fields.getInt(), page, address);
        } else if (pages.known().contains(frame)) {
            Arrays.fill(page, (byte) 0);
        } else {
            throw new UnreadableMemoryException(
                    address, "the image does not hold physical address 0x%x".formatted(address));
        }
    }

    private void unpack(long offset, int size, int flags, byte[] page, long address) {
        if (size <= 0 || size > PAGE_SIZE || offset < 0 || offset > file.size() - size) {
            throw damaged(address);
        }
        byte[] packed = new byte[size];
        file.read(offset, packed, 0, size, address);
        int kind = flags & (ZLIB | LZO | SNAPPY | ZSTD);
        if (kind == 0 && size == PAGE_SIZE) {
            System.arraycopy(packed, 0, page, 0, PAGE_SIZE);
            return;
        }
        boolean complete =
                switch (kind) {
                    case ZLIB -> inflate(packed, page);
                    case LZO -> decompress(new LzoDecompressor(), packed, page);
                    case SNAPPY -> decompress(new SnappyDecompressor(), packed, page);
                    case ZSTD -> decompress(new ZstdDecompressor(), packed, page);
                    default -> false;
                };
        if (!complete) {
            throw damaged(address);
        }
    }

    private static boolean inflate(byte[] packed, byte[] page) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            return inflater.inflate(page) == PAGE_SIZE;
        } catch (DataFormatException e) {
            return false;
        } finally {
            inflater.end();
        }
    }

    private static boolean decompress(Decompressor decompressor, byte[] packed, byte[] page) {
        try {
            return decompressor.decompress(packed, 0, packed.length, page, 0, PAGE_SIZE) == PAGE_SIZE;
        } catch (MalformedInputException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return false;
        }
    }

    private static UnreadableMemoryException damaged(long address) {
        return new UnreadableMemoryException(
                address, "the page at physical address 0x%x is damaged or missing in the image".formatted(address));
    }

    @Override
    public void close() {
        file.close();
    }
}
