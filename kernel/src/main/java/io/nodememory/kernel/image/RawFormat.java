package io.nodememory.kernel.image;

import io.nodememory.kernel.image.FileImage.Description;
import io.nodememory.kernel.image.FileImage.Gaps;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads raw memory from address 0 on. Such a file has no mark, so it is assumed when no other format fits. */
final class RawFormat implements ImageFormat {
    private static final long SMALLEST = 1 << 20;

    @Override
    public Optional<MemoryImage> open(ImageFile file) {
        long size = file.size();
        // AVML omits the last byte of a range, also when it converts to raw.
        long end = (size + 1) % MemoryImage.PAGE_SIZE == 0 ? size + 1 : size;
        if (size < SMALLEST || end % MemoryImage.PAGE_SIZE != 0 || size > Segments.ADDRESS_LIMIT) {
            ByteBuffer start = file.header(0, Long.BYTES);
            StringBuilder bytes = new StringBuilder();
            while (start.hasRemaining()) {
                bytes.append("%02x ".formatted(start.get()));
            }
            throw file.bad(("is no known memory image: it begins with %sand its size of %d bytes is not that of raw"
                            + " memory; give a LiME, AVML, ELF core, kdump or raw image")
                    .formatted(bytes, size));
        }
        Segments.Builder segments = new Segments.Builder();
        segments.add(0, size, 0);
        if (size < end) {
            segments.add(size, end, Segments.ZEROS);
        }
        return Optional.of(new FileImage(
                file,
                segments.build(),
                new Description("raw (assumed: no header was recognized)", List.of(), Gaps.MISSING, Optional.empty())));
    }
}
