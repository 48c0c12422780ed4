package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import java.util.Arrays;

/** The abbreviations of a unit by their codes. One table serves many units, which saves allocations. */
final class AbbreviationTable {
    /** The most codes. They count up from 1; the largest units have about a thousand. */
    private static final int LARGEST_CODE = 1 << 20;

    private static final int MOST_ATTRIBUTES = 1 << 10;

    private final byte[] section;
    private Abbreviation[] byCode = new Abbreviation[512];
    private Abbreviation[] spare = new Abbreviation[512];
    private int used;
    private int highest;
    private long loadedFrom = -1;
    private Encoding loadedFor;
    private int at;

    /** @param section the whole {@code .debug_abbrev} */
    AbbreviationTable(byte[] section) {
        this.section = section;
    }

    /** Loads the table at an offset of the section. */
    void load(long offset, Encoding encoding) {
        if (offset == loadedFrom && encoding.equals(loadedFor)) {
            return;
        }
        Arrays.fill(byCode, 0, highest + 1, null);
        used = 0;
        highest = 0;
        loadedFrom = -1;
        if (offset < 0 || offset >= section.length) {
            throw damaged();
        }
        at = (int) offset;
        for (long code = leb128(); code != 0; code = leb128()) {
            read(code, encoding);
        }
        loadedFrom = offset;
        loadedFor = encoding;
    }

    /** The abbreviation with the code of an entry. */
    Abbreviation get(long code) {
        Abbreviation found = code >= 0 && code <= highest ? byCode[(int) code] : null;
        if (found == null) {
            throw new BadInputException("The debug information is damaged: an entry has an unknown abbreviation.");
        }
        return found;
    }

    private void read(long code, Encoding encoding) {
        if (code < 0 || code > LARGEST_CODE) {
            throw damaged();
        }
        if (used == spare.length) {
            spare = Arrays.copyOf(spare, used * 2);
        }
        if (spare[used] == null) {
            spare[used] = new Abbreviation();
        }
        Abbreviation abbreviation = spare[used++];
        abbreviation.begin((int) Math.min(leb128(), Integer.MAX_VALUE), u8() != 0);
        while (true) {
            long attribute = leb128();
            long form = leb128();
            if (attribute == 0 && form == 0) {
                break;
            }
            if (abbreviation.count == MOST_ATTRIBUTES || attribute > 0xffff || form < 0 || form > 0xffff) {
                throw damaged();
            }
            long value = form == Dwarf.FORM_IMPLICIT_CONST ? signedLeb128() : 0;
            abbreviation.add((int) attribute, (int) form, value, encoding);
        }
        if (code >= byCode.length) {
            byCode = Arrays.copyOf(byCode, Math.max(byCode.length * 2, (int) code + 1));
        }
        byCode[(int) code] = abbreviation;
        highest = Math.max(highest, (int) code);
    }

    private int u8() {
        if (at >= section.length) {
            throw damaged();
        }
        return section[at++] & 0xff;
    }

    private long leb128() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            value |= shift < 64 ? (next & 0x7fL) << shift : 0;
            if (next < 0x80) {
                return value;
            }
        }
    }

    private long signedLeb128() {
        long value = 0;
        int shift = 0;
        int next;
        do {
            next = u8();
            value |= shift < 64 ? (next & 0x7fL) << shift : 0;
            shift += 7;
        } while (next >= 0x80);
        return shift < 64 && (next & 0x40) != 0 ? value | (-1L << shift) : value;
    }

    private static BadInputException damaged() {
        return new BadInputException("The debug information is damaged: an abbreviation is cut off or too large.");
    }
}
