package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;

/** The bytes and abbreviations of a unit in memory, with methods to read numbers. Positions count from its header. */
final class Unit {
    private final AbbreviationTable abbreviations;
    private byte[] bytes = new byte[0];
    private UnitHeader header;
    private int index;
    private long language;
    private long stringOffsetsBase;

    Unit(byte[] abbreviationSection) {
        abbreviations = new AbbreviationTable(abbreviationSection);
    }

    /** @param unitIndex index of the unit among all units */
    void load(UnitHeader unit, int unitIndex) {
        if (bytes.length < unit.length() + 8) {
            bytes = new byte[unit.length() + unit.length() / 4 + 8];
        }
        header = unit;
        index = unitIndex;
        unit.section().read(unit.offset(), bytes, 0, unit.length());
        abbreviations.load(unit.abbreviations(), unit.encoding());
        language = 0;
        // The default base of string offsets is the end of their header (version 5: length, version, padding).
        stringOffsetsBase = unit.encoding().version() < 5 ? 0 : unit.encoding().offsetSize() == 4 ? 8 : 16;
        Die root = new Die();
        if (unit.length() > unit.headerSize() && root.read(this, unit.headerSize())) {
            language = root.language;
            stringOffsetsBase = root.stringOffsetsBase >= 0 ? root.stringOffsetsBase : stringOffsetsBase;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    UnitHeader header() {
        return header;
    }

    int index() {
        return index;
    }

    /** The position after the last byte. */
    int end() {
        return header.length();
    }

    boolean isRust() {
        return language == Dwarf.LANG_RUST;
    }

    long stringOffsetsBase() {
        return stringOffsetsBase;
    }

    Abbreviation abbreviation(long code) {
        return abbreviations.get(code);
    }

    /** An offset in the size that the unit uses (32- or 64-bit DWARF). */
    long offset(int at) {
        return header.encoding().offsetSize() == 4
                ? LittleEndian.getInt(bytes, at) & 0xffffffffL
                : LittleEndian.getLong(bytes, at);
    }

    /** An unsigned number of 1 to 8 bytes. */
    long number(int at, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }

    long leb128(int at) {
        long value = 0;
        int shift = 0;
        int position = at;
        byte next;
        do {
            next = bytes[position++];
            value |= shift < 64 ? (next & 0x7fL) << shift : 0;
            shift += 7;
        } while (next < 0);
        return value;
    }

    long signedLeb128(int at) {
        int shift = 7 * (afterLeb128(at) - at);
        boolean negative = (bytes[at + shift / 7 - 1] & 0x40) != 0;
        return shift < 64 && negative ? leb128(at) | (-1L << shift) : leb128(at);
    }

    int afterLeb128(int at) {
        int position = at;
        while (bytes[position++] < 0) {}
        return position;
    }

    /** The position after the attributes of an entry, which start at {@code at}. */
    int skip(Abbreviation abbreviation, int at) {
        if (abbreviation.fixedSize >= 0) {
            return at + abbreviation.fixedSize;
        }
        int position = at;
        for (int i = 0; i < abbreviation.stepCount; i++) {
            position = step(abbreviation.steps[i], position);
        }
        return position;
    }

    /** The position after a value at {@code at}. */
    int step(int step, int at) {
        return switch (step) {
            case Abbreviation.STEP_LEB128 -> afterLeb128(at);
            case Abbreviation.STEP_BLOCK_LEB128 -> block(afterLeb128(at), leb128(at));
            case Abbreviation.STEP_STRING -> {
                int position = at;
                while (bytes[position++] != 0) {}
                yield position;
            }
            case Abbreviation.STEP_BLOCK1 -> block(at + 1, bytes[at] & 0xff);
            case Abbreviation.STEP_BLOCK2 -> block(at + 2, number(at, 2));
            case Abbreviation.STEP_BLOCK4 -> block(at + 4, number(at, 4));
            case Abbreviation.STEP_INDIRECT -> step(indirectStep(at), afterLeb128(at));
            default -> at + step;
        };
    }

    private int indirectStep(int at) {
        int step = header.encoding().step((int) Math.min(leb128(at), 0xffff));
        if (step == Abbreviation.STEP_INDIRECT) {
            throw new BadInputException("The debug information is damaged: a form is indirect twice.");
        }
        return step;
    }

    private int block(int start, long length) {
        if (length < 0 || length > end() - start) {
            throw new BadInputException("The debug information is damaged: a block is too long.");
        }
        return start + (int) length;
    }
}
