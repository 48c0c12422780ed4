package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a BTF blob, checked against the length of the blob. All positions are in bytes from the start of the blob.
 *
 * @param layoutLength bytes of the section that describes the sizes of kinds; 0 if the blob has none
 */
record BtfHeader(
        int typesStart, int typesLength, int stringsStart, int stringsLength, int layoutStart, int layoutLength) {

    static BtfHeader read(ByteBuffer blob) {
        ByteBuffer data = blob.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = data.capacity();
        if (size < Btf.HEADER_SIZE || Short.toUnsignedInt(data.getShort(0)) != Btf.MAGIC) {
            throw new BadInputException("not BTF: magic number 0xeb9f missing");
        }
        if (size > Btf.MAX_SIZE) {
            throw new BadInputException("BTF of %d bytes is longer than any kernel's".formatted(size));
        }
        if (data.get(2) != 1) {
            throw new BadInputException("BTF version %d is not supported".formatted(data.get(2)));
        }
        long length = Integer.toUnsignedLong(data.getInt(4));
        if (length < Btf.HEADER_SIZE || length > size) {
            throw new BadInputException("BTF header length %d does not fit the blob".formatted(length));
        }
        long types = section(data, length, 8, "type");
        long strings = section(data, length, 16, "string");
        boolean hasLayout = length >= Btf.HEADER_SIZE + 8 && data.getInt(28) != 0;
        long layout = hasLayout ? section(data, length, 24, "layout") : 0;
        return new BtfHeader(
                (int) types,
                data.getInt(12),
                (int) strings,
                data.getInt(20),
                (int) layout,
                hasLayout ? data.getInt(28) : 0);
    }

    /** Bytes of the blob, header included. */
    int totalLength() {
        return Math.max(Math.max(typesStart + typesLength, stringsStart + stringsLength), layoutStart + layoutLength);
    }

    private static long section(ByteBuffer data, long header, int at, String what) {
        long start = header + Integer.toUnsignedLong(data.getInt(at));
        long length = Integer.toUnsignedLong(data.getInt(at + 4));
        if (start + length > data.capacity()) {
            throw new BadInputException("BTF %s section (%d bytes at %d) reaches beyond the blob's %d bytes"
                    .formatted(what, length, start, data.capacity()));
        }
        return start;
    }
}
