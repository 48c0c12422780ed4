package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads compressed kdumps of makedumpfile and QEMU, flattened or not (makedumpfile's diskdump_mod.h: disk_dump_header,
 * kdump_sub_header, page_desc; its file IMPLEMENTATION describes the layout).
 */
final class KdumpFormat implements ImageFormat {
    private static final String SIGNATURE = "KDUMP   ";
    private static final int HEADER = 464;
    private static final int SUB_HEADER = 104;
    private static final int MACHINE = 12 + 4 * 65;
    private static final int STATUS_INCOMPLETE = 0x8;
    /** DL_EXCLUDE_ZERO: the writer omitted pages of zeros only. */
    private static final int LEVEL_ZEROS = 1;

    private static final int MOST_BITMAP = 1 << 29;
    private static final int MOST_RANGES = 1 << 22;
    private static final int MOST_VMCOREINFO = 1 << 20;

    @Override
    public Optional<MemoryImage> open(ImageFile file) {
        Optional<FlattenedFile> flattened = FlattenedFile.open(file);
        ImageBytes bytes = flattened.isPresent() ? flattened.get() : file;
        ByteBuffer header = bytes.header(0, HEADER);
        if (header.remaining() < HEADER || !SIGNATURE.equals(text(header, 0, SIGNATURE.length()))) {
            if (flattened.isPresent()) {
                throw file.bad("is a flattened dump of something other than a kdump; rebuild it with makedumpfile -R");
            }
            return Optional.empty();
        }
        return Optional.of(read(bytes, header, flattened.isPresent()));
    }

    private static MemoryImage read(ImageBytes file, ByteBuffer header, boolean flattened) {
        String machine = text(header, MACHINE, 65);
        int blockSize = header.getInt(428);
        if (blockSize != MemoryImage.PAGE_SIZE || Machine.ofName(machine).isEmpty()) {
            throw file.bad(
                    "is a kdump of a machine \"%s\" with pages of %d bytes; machines that can be read, with pages of 4096 bytes: %s"
                            .formatted(printable(machine), blockSize, Machine.all()));
        }
        long subBlocks = Integer.toUnsignedLong(header.getInt(432));
        long bitmapBlocks = Integer.toUnsignedLong(header.getInt(436));
        long bitmapStart = (1 + subBlocks) * blockSize;
        long descriptors = bitmapStart + bitmapBlocks * blockSize;
        ByteBuffer sub = file.header(blockSize, SUB_HEADER);
        long bitmapSize = bitmapBlocks * blockSize / 2;
        if (sub.remaining() < SUB_HEADER || bitmapSize == 0 || bitmapSize > MOST_BITMAP || descriptors > file.size()) {
            throw file.bad("is a kdump with damaged or incomplete headers; copy it again");
        }
        if (sub.getInt(12) != 0) {
            throw file.bad("is one part of a split kdump; join the parts with makedumpfile --reassemble");
        }
        PageBitmap held = new PageBitmap(file.header(bitmapStart + bitmapSize, (int) bitmapSize));
        int level = sub.getInt(8);
        PageBitmap zeros = level == LEVEL_ZEROS ? new PageBitmap(file.header(bitmapStart, (int) bitmapSize)) : held;
        List<PhysicalRange> ranges = zeros.ranges(MOST_RANGES);
        if (ranges == null || ranges.isEmpty()) {
            throw file.bad(
                    "is a kdump with an implausible list of pages (%d of them); copy it again".formatted(held.count()));
        }
        List<String> warnings = new ArrayList<>();
        long missing = descriptors + (long) held.count() * KdumpImage.DESCRIPTOR - file.size();
        if ((header.getInt(424) & STATUS_INCOMPLETE) != 0 || missing > 0) {
            warnings.add(file.bad("is incomplete: pages at its end are missing").getMessage());
        }
        String format = "kdump" + (flattened ? ", flattened" : "") + (level > LEVEL_ZEROS ? ", filtered" : "");
        return new KdumpImage(
                file,
                new KdumpImage.Pages(held, zeros, ranges, descriptors),
                new FileImage.Description(
                        format,
                        List.copyOf(warnings),
                        level > LEVEL_ZEROS ? FileImage.Gaps.LEFT_OUT : FileImage.Gaps.MISSING,
                        vmcoreinfo(file, sub)));
    }

    private static Optional<String> vmcoreinfo(ImageBytes file, ByteBuffer sub) {
        long offset = sub.getLong(32);
        long size = sub.getLong(40);
        if (offset <= 0 || size <= 0 || size > MOST_VMCOREINFO || offset > file.size() - size) {
            return Optional.empty();
        }
        ByteBuffer bytes = file.header(offset, (int) size);
        return Optional.of(text(bytes, 0, bytes.remaining()));
    }

    private static String text(ByteBuffer bytes, int at, int most) {
        int length = 0;
        while (length < most && bytes.get(at + length) != 0) {
            length++;
        }
        return StandardCharsets.ISO_8859_1.decode(bytes.slice(at, length)).toString();
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
