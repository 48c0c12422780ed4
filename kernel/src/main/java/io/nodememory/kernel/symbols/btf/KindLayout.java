package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.BadInputException;
import java.nio.ByteBuffer;

/**
 * How many bytes follow a record of each kind. Blobs may carry a table of this (struct btf_layout: u8 size of what follows
 * once, u8 size of each element, u16 flags), so that readers can skip kinds that they do not know.
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
