package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.elf.SectionData;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a DWARF unit.
 *
 * @param offset offset of the header in its section
 * @param length bytes of the unit, header included
 * @param headerSize bytes of the header; the first entry follows it
 * @param signature the signature of a type unit, otherwise 0
 * @param typeOffset the offset of the type of a type unit from the header, otherwise 0
 */
record UnitHeader(
        SectionData section,
        long offset,
        int length,
        int headerSize,
        Encoding encoding,
        int type,
        long abbreviations,
        long signature,
        long typeOffset) {
    /** The most bytes of a unit, which is held in memory; whole Rust crates have about 30 MB. */
    private static final int LARGEST = 256 << 20;

    private static final int LONGEST_HEADER = 40;

    /** Reads the headers of all units of a section; {@code types} if it is {@code .debug_types} of version 4. */
    static List<UnitHeader> all(SectionData section, boolean types) {
        List<UnitHeader> units = new ArrayList<>();
        byte[] start = new byte[LONGEST_HEADER];
        long at = 0;
        while (at < section.size()) {
            int available = (int) Math.min(LONGEST_HEADER, section.size() - at);
            section.read(at, start, 0, available);
            UnitHeader unit = parse(section, at, start, types);
            if (unit.length < unit.headerSize || at + unit.length > section.size()) {
                throw damaged(at, "its length is wrong");
            }
            units.add(unit);
            at += unit.length;
        }
        return units;
    }

    private static UnitHeader parse(SectionData section, long offset, byte[] bytes, boolean types) {
        long length = LittleEndian.getInt(bytes, 0) & 0xffffffffL;
        int offsetSize = 4;
        int at = 4;
        if (length == 0xffffffffL) {
            length = LittleEndian.getLong(bytes, 4);
            offsetSize = 8;
            at = 12;
        }
        if (length < 0 || length > LARGEST) {
            throw damaged(offset, "it claims to have %,d bytes".formatted(length));
        }
        int total = (int) length + at;
        int version = (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
        at += 2;
        if (version < 2 || version > 5) {
            throw damaged(offset, "DWARF version %d is not supported (2 to 5 are)".formatted(version));
        }
        int type = types ? Dwarf.UT_TYPE : Dwarf.UT_COMPILE;
        int addressSize = 0;
        if (version >= 5) {
            type = bytes[at++];
            addressSize = bytes[at++];
        }
        long abbreviations = offset(bytes, at, offsetSize);
        at += offsetSize;
        if (version < 5) {
            addressSize = bytes[at++];
        }
        long signature = 0;
        long typeOffset = 0;
        if (type == Dwarf.UT_TYPE || type == Dwarf.UT_SPLIT_TYPE) {
            signature = LittleEndian.getLong(bytes, at);
            typeOffset = offset(bytes, at + 8, offsetSize);
            at += 8 + offsetSize;
        } else if (type == Dwarf.UT_SKELETON || type == Dwarf.UT_SPLIT_COMPILE) {
            at += 8;
        }
        if (addressSize != 4 && addressSize != 8) {
            throw damaged(offset, "its addresses have %d bytes, not 4 or 8".formatted(addressSize));
        }
        Encoding encoding = new Encoding(version, addressSize, offsetSize);
        return new UnitHeader(section, offset, total, at, encoding, type, abbreviations, signature, typeOffset);
    }

    private static long offset(byte[] bytes, int at, int size) {
        return size == 4 ? LittleEndian.getInt(bytes, at) & 0xffffffffL : LittleEndian.getLong(bytes, at);
    }

    private static BadInputException damaged(long offset, String why) {
        return new BadInputException("The debug information is damaged at the unit at %,d: %s.".formatted(offset, why));
    }

    boolean contains(long sectionOffset) {
        return sectionOffset >= offset && sectionOffset < offset + length;
    }
}
