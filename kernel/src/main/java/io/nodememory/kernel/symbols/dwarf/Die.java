package io.nodememory.kernel.symbols.dwarf;

/** A debugging information entry with the attributes that describe types and variables. One object serves many entries. */
final class Die {
    /** The value of a missing attribute; no kernel uses this number. */
    static final long ABSENT = 0x8000_0000_5bd1_e995L;

    /** Marks a {@link #type} as an offset in the section rather than a position in the unit. */
    static final long IN_SECTION = 1L << 62;

    /** Marks a {@link #type} that its {@link #signature} identifies. */
    static final long BY_SIGNATURE = 1L << 61;

    /** The positions in the unit of the entry and of the byte after its attributes. */
    int at;

    int next;
    int tag;
    boolean children;
    boolean declaration;

    /** Whether the entry stands for the type with the {@link #signature}. */
    boolean skeleton;

    /** The form and the position of the name; 0 if the entry has none. */
    int nameForm;

    int nameAt;

    /** The position of the type in the unit, or another kind of reference; {@link #ABSENT} if the entry has none. */
    long type;

    long signature;
    long byteSize;
    long bitSize;
    long bitOffset;
    long dataBitOffset;
    long memberLocation;
    long constValue;
    long upperBound;
    long count;
    long encoding;
    long language;
    long stringOffsetsBase;

    /** The position and the bytes of a location expression; -1 if the entry has none. */
    int locationAt;

    int locationSize;

    static long orZero(long value) {
        return value == ABSENT ? 0 : value;
    }

    private void clear() {
        declaration = false;
        skeleton = false;
        nameForm = 0;
        nameAt = 0;
        type = ABSENT;
        byteSize = ABSENT;
        bitSize = ABSENT;
        bitOffset = ABSENT;
        dataBitOffset = ABSENT;
        memberLocation = ABSENT;
        constValue = ABSENT;
        upperBound = ABSENT;
        count = ABSENT;
        encoding = ABSENT;
        language = 0;
        stringOffsetsBase = -1;
        locationAt = -1;
        locationSize = 0;
    }

    /** Reads the entry at a position; returns false for the null entry that ends a list of children. */
    boolean read(Unit unit, int position) {
        at = position;
        long code = unit.leb128(position);
        next = unit.afterLeb128(position);
        if (code == 0) {
            return false;
        }
        Abbreviation abbreviation = unit.abbreviation(code);
        tag = abbreviation.tag;
        children = abbreviation.children;
        clear();
        for (int i = 0; i < abbreviation.count; i++) {
            attribute(unit, abbreviation.attributes[i], abbreviation.forms[i], abbreviation.implicitValues[i]);
        }
        return true;
    }

    private void attribute(Unit unit, int attribute, int givenForm, long implicitValue) {
        int form = givenForm;
        if (form == Dwarf.FORM_INDIRECT) {
            form = (int) Math.min(unit.leb128(next), 0xffff);
            next = unit.afterLeb128(next);
        }
        int start = next;
        next = unit.step(unit.header().encoding().step(form), start);
        switch (attribute) {
            case Dwarf.AT_NAME -> {
                nameForm = form;
                nameAt = start;
            }
            case Dwarf.AT_TYPE -> type = reference(unit, form, start);
            case Dwarf.AT_DECLARATION -> declaration = true;
            case Dwarf.AT_SIGNATURE -> {
                // The skeleton of a type with a unit of its own stands for that type, as a typedef does.
                type = reference(unit, form, start);
                skeleton = type == BY_SIGNATURE;
            }
            case Dwarf.AT_BYTE_SIZE -> byteSize = constant(unit, form, start, implicitValue);
            case Dwarf.AT_BIT_SIZE -> bitSize = constant(unit, form, start, implicitValue);
            case Dwarf.AT_BIT_OFFSET -> bitOffset = constant(unit, form, start, implicitValue);
            case Dwarf.AT_DATA_BIT_OFFSET -> dataBitOffset = constant(unit, form, start, implicitValue);
            case Dwarf.AT_CONST_VALUE -> constValue = constant(unit, form, start, implicitValue);
            case Dwarf.AT_UPPER_BOUND -> upperBound = constant(unit, form, start, implicitValue);
            case Dwarf.AT_COUNT -> count = constant(unit, form, start, implicitValue);
            case Dwarf.AT_ENCODING -> encoding = constant(unit, form, start, implicitValue);
            case Dwarf.AT_LANGUAGE -> language = constant(unit, form, start, implicitValue);
            case Dwarf.AT_STR_OFFSETS_BASE -> stringOffsetsBase = unit.offset(start);
            case Dwarf.AT_MEMBER_LOCATION -> memberLocation = memberLocation(unit, form, start, implicitValue);
            case Dwarf.AT_LOCATION -> {
                if (blockHeader(form, unit, start) > 0) {
                    locationAt = start + blockHeader(form, unit, start);
                    locationSize = next - locationAt;
                }
            }
            default -> {}
        }
    }

    private static long constant(Unit unit, int form, int at, long implicitValue) {
        return switch (form) {
            case Dwarf.FORM_DATA1 -> unit.bytes()[at] & 0xff;
            case Dwarf.FORM_DATA2 -> unit.number(at, 2);
            case Dwarf.FORM_DATA4 -> unit.number(at, 4);
            case Dwarf.FORM_DATA8 -> unit.number(at, 8);
            case Dwarf.FORM_SDATA -> unit.signedLeb128(at);
            case Dwarf.FORM_UDATA -> unit.leb128(at);
            case Dwarf.FORM_IMPLICIT_CONST -> implicitValue;
            default -> ABSENT;
        };
    }

    /** Reads an offset. Before DWARF 4 it may be an expression that adds the offset. */
    private long memberLocation(Unit unit, int form, int at, long implicitValue) {
        int header = blockHeader(form, unit, at);
        if (header == 0) {
            return constant(unit, form, at, implicitValue);
        }
        boolean adds = next - at > header + 1 && (unit.bytes()[at + header] & 0xff) == Dwarf.OP_PLUS_UCONST;
        return adds ? unit.leb128(at + header + 1) : ABSENT;
    }

    /** Bytes before the contents of a block, 0 if the form is not a block. */
    private static int blockHeader(int form, Unit unit, int at) {
        return switch (form) {
            case Dwarf.FORM_EXPRLOC, Dwarf.FORM_BLOCK -> unit.afterLeb128(at) - at;
            case Dwarf.FORM_BLOCK1 -> 1;
            case Dwarf.FORM_BLOCK2 -> 2;
            case Dwarf.FORM_BLOCK4 -> 4;
            default -> 0;
        };
    }

    private long reference(Unit unit, int form, int at) {
        return switch (form) {
            case Dwarf.FORM_REF1 -> unit.bytes()[at] & 0xff;
            case Dwarf.FORM_REF2 -> unit.number(at, 2);
            case Dwarf.FORM_REF4 -> unit.number(at, 4);
            case Dwarf.FORM_REF8 -> unit.number(at, 8);
            case Dwarf.FORM_REF_UDATA -> unit.leb128(at);
            case Dwarf.FORM_REF_ADDR -> IN_SECTION | unit.offset(at);
            case Dwarf.FORM_REF_SIG8 -> {
                signature = unit.number(at, 8);
                yield BY_SIGNATURE;
            }
            default -> ABSENT;
        };
    }
}
