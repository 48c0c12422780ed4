package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.compact.CompactFormat.Section;
import java.util.zip.CRC32C;

/** Lays the sections of the compact form out one after the other and finishes the header. */
final class CompactWriter {
    private final ByteSink sink;
    private Section section;
    private int start;

    CompactWriter(int capacity) {
        sink = new ByteSink(capacity);
        for (int i = 0; i < CompactFormat.HEADER_SIZE; i += 8) {
            sink.u64(0);
        }
        LittleEndian.putLong(sink.array(), 0, CompactFormat.MAGIC);
        LittleEndian.putInt(sink.array(), 8, CompactFormat.VERSION);
    }

    ByteSink sink() {
        return sink;
    }

    void begin(Section next) {
        end();
        section = next;
        start = sink.size();
    }

    private void end() {
        if (section != null) {
            int at = CompactFormat.SECTIONS_AT + section.index * 8;
            LittleEndian.putInt(sink.array(), at, start);
            LittleEndian.putInt(sink.array(), at + 4, (sink.size() - start) / section.width);
            sink.align();
        }
    }

    byte[] finish() {
        end();
        byte[] bytes = sink.toArray();
        LittleEndian.putLong(bytes, CompactFormat.CHECKED_FROM, bytes.length);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, CompactFormat.CHECKED_FROM, bytes.length - CompactFormat.CHECKED_FROM);
        LittleEndian.putInt(bytes, CompactFormat.CHECKSUM_AT, (int) checksum.getValue());
        return bytes;
    }
}
