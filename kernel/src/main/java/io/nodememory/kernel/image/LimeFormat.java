package io.nodememory.kernel.image;

import java.util.Optional;

/** Reads LiME version 1: each range of memory stands unchanged behind a {@link RecordHeader}. */
final class LimeFormat implements ImageFormat {
    @Override
    public Optional<MemoryImage> open(ImageFile file) {
        if (!Records.startsWith(file, RecordHeader.LIME)) {
            return Optional.empty();
        }
        Records records = new Records(file, RecordHeader.LIME, 1, "LiME");
        while (records.next()) {
            RecordHeader header = records.header();
            long data = records.dataPosition();
            if (isEmptyRecord(records, header, data)) {
                records.accept(header.length(), data);
                records.addZeros(header.start(), header.pageEnd());
                continue;
            }
            long available = Math.min(header.length(), file.size() - data);
            records.add(header.start(), header.start() + available, data);
            if (available < header.length()) {
                records.cutShort(header, available);
            } else {
                records.addZeros(header.end(), header.pageEnd());
                records.accept(header.length(), data + available);
            }
        }
        return Optional.of(new FileImage(file, records.segments(), records.describe("LiME v1")));
    }

    /** Whether a record is one of AVML 0.17's for a block of zeros (at most 16 MiB): a header with no memory behind it. */
    private static boolean isEmptyRecord(Records records, RecordHeader header, long data) {
        return header.length() <= RecordHeader.BLOCK
                && !records.isHeaderOrEnd(data + header.length())
                && records.isHeader(data);
    }
}
