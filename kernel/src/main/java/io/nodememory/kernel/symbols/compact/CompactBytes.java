package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.compact.CompactFormat.Section;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The bytes of the compact form. Every access is checked; a reference outside its section is a {@link BadInputException}. */
public final class CompactBytes {
    private final byte[] bytes;
    private final String name;
    private final int[] offsets = new int[Section.COUNT];
    private final int[] counts = new int[offsets.length];

    /** @param name of the file, for messages */
    CompactBytes(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
        if (bytes.length < CompactFormat.HEADER_SIZE || LittleEndian.getLong(bytes, 0) != CompactFormat.MAGIC) {
            throw new BadInputException(name + " is not a file of compact symbols.");
        }
        int version = LittleEndian.getInt(bytes, 8);
        if (version != CompactFormat.VERSION) {
            throw new BadInputException("%s holds compact symbols of version %d; this program reads version %d."
                    .formatted(name, version, CompactFormat.VERSION));
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, CompactFormat.CHECKED_FROM, bytes.length - CompactFormat.CHECKED_FROM);
        if (LittleEndian.getLong(bytes, CompactFormat.CHECKED_FROM) != bytes.length
                || LittleEndian.getInt(bytes, CompactFormat.CHECKSUM_AT) != (int) checksum.getValue()) {
            throw corrupt("its checksum is wrong");
        }
        for (Section section : Section.values()) {
            int at = CompactFormat.SECTIONS_AT + section.index * 8;
            long offset = LittleEndian.getInt(bytes, at);
            long count = LittleEndian.getInt(bytes, at + 4);
            if (offset < 0 || count < 0 || offset + count * section.width > bytes.length) {
                throw corrupt("section " + section + " lies outside the file");
            }
            offsets[section.index] = (int) offset;
            counts[section.index] = (int) count;
        }
        if (count(Section.META) != 4) {
            throw corrupt("its section META is incomplete");
        }
    }

    public byte[] array() {
        return bytes;
    }

    public int count(Section section) {
        return counts[section.index];
    }

    /** The u32 at an offset of {@code field} bytes in an element. */
    public int u32(Section section, int element, int field) {
        if (element < 0 || element >= count(section)) {
            throw corrupt("there is no element %d in section %s".formatted(element, section));
        }
        return LittleEndian.getInt(bytes, offsets[section.index] + element * section.width + field);
    }

    public long u64(Section section, int element, int field) {
        if (element < 0 || element >= count(section)) {
            throw corrupt("there is no element %d in section %s".formatted(element, section));
        }
        return LittleEndian.getLong(bytes, offsets[section.index] + element * section.width + field);
    }

    public String string(int place) {
        int start = stringStart(place);
        return new String(bytes, start, stringLength(place), StandardCharsets.UTF_8);
    }

    /** Compares a name of the pool with another name by their UTF-8 bytes, unsigned. */
    int compare(int place, byte[] utf8) {
        int start = stringStart(place);
        return Arrays.compareUnsigned(bytes, start, start + stringLength(place), utf8, 0, utf8.length);
    }

    /** The position in {@link #array()} at which the UTF-8 of a name starts. */
    public int stringStart(int place) {
        if (place < 0 || place + 2L > count(Section.STRINGS)) {
            throw corrupt("a name lies outside");
        }
        return offsets[Section.STRINGS.index] + place + 2;
    }

    public int stringLength(int place) {
        int start = stringStart(place);
        int length = (bytes[start - 2] & 0xff) | ((bytes[start - 1] & 0xff) << 8);
        if (length > bytes.length - start) {
            throw corrupt("a name lies outside");
        }
        return length;
    }

    /** A reader of {@link Section#DATA} that starts at a place. */
    public Cursor data(int place) {
        if (place < 0 || place >= count(Section.DATA)) {
            throw corrupt("a type lies outside its section");
        }
        int start = offsets[Section.DATA.index];
        return new Cursor(start + place, start + count(Section.DATA));
    }

    /** The element with a name in a section sorted by name, -1 if there is none. */
    int find(Section section, String wanted) {
        byte[] utf8 = wanted.getBytes(StandardCharsets.UTF_8);
        int low = 0;
        int high = count(section);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(u32(section, middle, 0), utf8) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < count(section) && compare(u32(section, low, 0), utf8) == 0 ? low : -1;
    }

    public BadInputException corrupt(String why) {
        return new BadInputException(
                "The symbols in %s are damaged: %s; delete it and read the source again.".formatted(name, why));
    }

    /** Reads the LEB128 numbers of {@link Section#DATA} one after the other. */
    public final class Cursor {
        private int at;
        private final int end;

        private Cursor(int at, int end) {
            this.at = at;
            this.end = end;
        }

        public long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at >= end) {
                    throw corrupt("a number is cut off");
                }
                byte next = bytes[at++];
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw corrupt("a number is too long");
        }

        public int index() {
            long value = varint();
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw corrupt("a number is too large");
            }
            return (int) value;
        }

        /** Reads a number of items that take at least {@code width} bytes each. */
        public int countOf(int width) {
            int value = index();
            if ((long) value * width > end - at) {
                throw corrupt("a count is too large");
            }
            return value;
        }

        public long signedVarint() {
            long value = varint();
            return (value >>> 1) ^ -(value & 1);
        }

        public byte[] bytes() {
            int length = countOf(1);
            return Arrays.copyOfRange(bytes, at, at + length);
        }
    }
}
