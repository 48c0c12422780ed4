package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.BadInputException;
import java.nio.ByteBuffer;

/**
 * The number of bytes that follow a record of each kind. A blob may hold a table of these sizes, so that readers can skip unknown
 * kinds (struct btf_layout: u8 bytes after each record, u8 bytes for each element, u16 flags).
 */
final class KindLayout {
    private static final int ENTRY_SIZE = 4;

    private final ByteBuffer data;
    private final int start;
    private final int entries;

    private KindLayout(ByteBuffer data, int start, int entries) {
        this.data = data;
        this.start = start;
        this.entries = entries;
    }

    static KindLayout read(ByteBuffer data, BtfHeader header) {
        return new KindLayout(data, header.layoutStart(), header.layoutLength() / ENTRY_SIZE);
    }

    long bytesAfter(int number, int length) {
        BtfKind kind = BtfKind.of(number);
        if (kind == BtfKind.VOID) {
            throw new BadInputException("BTF has a type record of kind 0");
        }
        if (kind != BtfKind.OTHER) {
            return kind.fixed() + (long) length * kind.each();
        }
        if (number >= entries) {
            throw new BadInputException("BTF has type records of the unknown kind " + number);
        }
        int entry = start + number * ENTRY_SIZE;
        return Byte.toUnsignedInt(data.get(entry)) + (long) length * Byte.toUnsignedInt(data.get(entry + 1));
    }
}
