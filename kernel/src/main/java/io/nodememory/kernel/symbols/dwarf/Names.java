package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.compact.StringPool;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.SectionData;
import java.nio.charset.StandardCharsets;

/**
 * Reads the names of entries in every form. The key of a name is a number: its place in {@code .debug_str}, or a place elsewhere
 * with a mark. Equal keys mean equal names; the converse does not hold, because linkers may keep one name in two places.
 */
final class Names {
    private static final long IN_LINE_STRINGS = 1L << 61;
    private static final long IN_UNIT = 1L << 62;

    private final byte[] strings;
    private final byte[] lineStrings;
    private final byte[] offsets;

    Names(ElfFile elf) {
        this(section(elf, ".debug_str"), section(elf, ".debug_line_str"), section(elf, ".debug_str_offsets"));
    }

    Names(byte[] strings, byte[] lineStrings, byte[] offsets) {
        this.strings = strings;
        this.lineStrings = lineStrings;
        this.offsets = offsets;
    }

    private static byte[] section(ElfFile elf, String name) {
        return elf.data(name).map(SectionData::all).orElse(new byte[0]);
    }

    /** The key of a name, by its form and its position in a unit. */
    long key(Unit unit, int form, int at) {
        return switch (form) {
            case Dwarf.FORM_STRP -> unit.offset(at);
            case Dwarf.FORM_LINE_STRP -> IN_LINE_STRINGS | unit.offset(at);
            case Dwarf.FORM_STRING -> IN_UNIT | hash(unit.bytes(), at, end(unit.bytes(), at));
            default -> indexed(unit, form, at);
        };
    }

    /** The number in the pool of a name, by its form and its position in a unit. */
    int intern(Unit unit, int form, int at, StringPool pool) {
        if (form == Dwarf.FORM_STRING) {
            return intern(unit.bytes(), at, pool);
        } else if (form == Dwarf.FORM_LINE_STRP) {
            return intern(lineStrings, place(lineStrings, unit.offset(at)), pool);
        }
        return intern(strings, place(strings, key(unit, form, at)), pool);
    }

    private static int intern(byte[] bytes, int start, StringPool pool) {
        return pool.intern(bytes, start, end(bytes, start) - start);
    }

    String text(Unit unit, int form, int at) {
        byte[] bytes = strings;
        int start;
        if (form == Dwarf.FORM_STRING) {
            bytes = unit.bytes();
            start = at;
        } else if (form == Dwarf.FORM_LINE_STRP) {
            bytes = lineStrings;
            start = place(bytes, unit.offset(at));
        } else {
            start = place(bytes, key(unit, form, at));
        }
        return new String(bytes, start, end(bytes, start) - start, StandardCharsets.UTF_8);
    }

    boolean isEmpty(Unit unit, Die entry) {
        return entry.nameForm == 0 || text(unit, entry.nameForm, entry.nameAt).isEmpty();
    }

    private long indexed(Unit unit, int form, int at) {
        long index =
                switch (form) {
                    case Dwarf.FORM_STRX, Dwarf.FORM_GNU_STR_INDEX -> unit.leb128(at);
                    case Dwarf.FORM_STRX1 -> unit.bytes()[at] & 0xff;
                    case Dwarf.FORM_STRX2 -> unit.number(at, 2);
                    case Dwarf.FORM_STRX3 -> unit.number(at, 3);
                    case Dwarf.FORM_STRX4 -> unit.number(at, 4);
                    case Dwarf.FORM_STRP_SUP, Dwarf.FORM_GNU_STRP_ALT ->
                        throw new BadInputException(
                                "The debug information keeps names in a second file (dwz); undo that with dwz or use the"
                                        + " file from the kernel build.");
                    default ->
                        throw new BadInputException(
                                "The debug information is damaged: a name has form 0x%x.".formatted(form));
                };
        int size = unit.header().encoding().offsetSize();
        long entry = unit.stringOffsetsBase() + index * size;
        if (index < 0 || index > offsets.length || entry < 0 || entry > offsets.length - size) {
            throw new BadInputException("The debug information is damaged: a name's index points outside.");
        }
        return size == 4
                ? LittleEndian.getInt(offsets, (int) entry) & 0xffffffffL
                : LittleEndian.getLong(offsets, (int) entry);
    }

    private static int place(byte[] bytes, long offset) {
        if (offset < 0 || offset >= bytes.length) {
            throw new BadInputException("The debug information is damaged: a name points outside.");
        }
        return (int) offset;
    }

    private static int end(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end;
    }

    private static long hash(byte[] bytes, int start, int end) {
        long hash = 0;
        for (int i = start; i < end; i++) {
            // A name of up to seven bytes is its own hash.
            hash = i - start < 7 ? (hash << 8) | (bytes[i] & 0xff) : Hash.mix(hash, bytes[i]);
        }
        return end - start <= 7 ? hash : (hash & ((1L << 60) - 1)) | (1L << 60);
    }
}
