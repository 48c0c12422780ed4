package io.nodememory.kernel.symbols.dwarf;

/** A debugging information entry: the attributes that types and variables are made of. Reused from entry to entry. */
final class Die {
    /** An attribute that an entry does not have; a number that means nothing in a kernel. */
    static final long ABSENT = 0x8000_0000_5bd1_e995L;

    /** Marks a {@link #type} as an offset in the section rather than a position in the unit. */
    static final long IN_SECTION = 1L << 62;

    /** A {@link #type} that is given by its {@link #signature}. */
    static final long BY_SIGNATURE = 1L << 61;

    /** Position of the entry in its unit, and of what follows its attributes. */
    int at;

    int next;
    int tag;
    boolean children;
    boolean declaration;

    /** Stands for the type of {@link #signature}. */
    boolean skeleton;

    /** Form and position of the name; 0 where there is none. */
    int nameForm;

    int nameAt;

    /** Position in the unit, or one of the other kinds of reference; {@link #ABSENT} where there is none. */
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

    /** Position and bytes of a location expression; -1 where there is none. */
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

    /** Reads the entry at a position; false if it is the null entry that ends a list of children. */
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
                // The skeleton of a type that has a unit of its own: stands for it as a typedef would.
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

    /** Before version 4 of DWARF, the offset may be an expression that adds it. */
    private long memberLocation(Unit unit, int form, int at, long implicitValue) {
        int header = blockHeader(form, unit, at);
        if (header == 0) {
            return constant(unit, form, at, implicitValue);
        }
        boolean adds = next - at > header + 1 && (unit.bytes()[at + header] & 0xff) == Dwarf.OP_PLUS_UCONST;
        return adds ? unit.leb128(at + header + 1) : ABSENT;
    }

    /** Bytes before the contents of a block, 0 if the form is none. */
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
