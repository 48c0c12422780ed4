package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.symbols.dwarf.DieTree.Attribute;
import io.nodememory.kernel.symbols.elf.ElfWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes units of entries as a compiler does, with an abbreviation for each entry. */
final class DwarfWriter {
    private final int version;
    private final List<DieTree> units = new ArrayList<>();
    private final Bytes info = new Bytes();
    private final Bytes abbreviations = new Bytes();
    private final Bytes strings = new Bytes();
    private final Bytes stringOffsets = new Bytes();
    private final Map<String, Integer> stringPlaces = new HashMap<>();
    private final List<String> indexed = new ArrayList<>();
    private int codes;

    DwarfWriter(int version) {
        this.version = version;
    }

    DwarfWriter unit(DieTree... children) {
        return root(DieTree.die(0x11).attribute(Dwarf.AT_LANGUAGE, Dwarf.FORM_DATA1, 0x0c), children);
    }

    DwarfWriter root(DieTree root, DieTree... children) {
        units.add(root.with(children));
        return this;
    }

    /** Returns an ELF file with the sections. */
    ElfWriter elf() {
        strings.u8(0);
        // Two passes: in the second one, the places of all references are known.
        for (int pass = 0; pass < 2; pass++) {
            info.reset();
            abbreviations.reset();
            codes = 0;
            units.forEach(this::writeUnit);
            abbreviations.u8(0);
        }
        stringOffsets.reset();
        stringOffsets.number(4 + indexed.size() * 4L, 4).number(5, 2).number(0, 2);
        indexed.forEach(text -> stringOffsets.number(place(text), 4));
        return new ElfWriter()
                .section(".debug_info", info.toByteArray())
                .section(".debug_abbrev", abbreviations.toByteArray())
                .section(".debug_str", strings.toByteArray())
                .section(".debug_str_offsets", stringOffsets.toByteArray());
    }

    private void writeUnit(DieTree root) {
        int start = info.size();
        Bytes body = new Bytes();
        body.number(version, 2);
        if (version >= 5) {
            body.u8(Dwarf.UT_COMPILE).u8(8).number(0, 4);
        } else {
            body.number(0, 4).u8(8);
        }
        entry(root, body, start);
        info.number(body.size(), 4);
        info.writeBytes(body.toByteArray());
    }

    private void entry(DieTree die, Bytes body, int unitStart) {
        die.position = body.size() + 4;
        die.offset = unitStart + die.position;
        int code = ++codes;
        abbreviations.leb128(code).leb128(die.tag).u8(die.children.isEmpty() ? 0 : 1);
        body.leb128(code);
        for (Attribute attribute : die.attributes) {
            abbreviations.leb128(attribute.name()).leb128(attribute.form());
            if (attribute.form() == Dwarf.FORM_IMPLICIT_CONST) {
                abbreviations.signedLeb128(((Number) attribute.value()).longValue());
            }
            value(attribute, body);
        }
        abbreviations.u8(0).u8(0);
        if (!die.children.isEmpty()) {
            die.children.forEach(child -> entry(child, body, unitStart));
            body.u8(0);
        }
    }

    private void value(Attribute attribute, Bytes body) {
        Object value = attribute.value();
        switch (attribute.form()) {
            case Dwarf.FORM_STRP -> body.number(place((String) value), 4);
            case Dwarf.FORM_STRING -> {
                body.writeBytes(((String) value).getBytes(StandardCharsets.UTF_8));
                body.u8(0);
            }
            case Dwarf.FORM_STRX1 -> body.u8(index((String) value));
            case Dwarf.FORM_REF4 -> body.number(((DieTree) value).position, 4);
            case Dwarf.FORM_REF_UDATA -> body.leb128(((DieTree) value).position);
            case Dwarf.FORM_REF_ADDR -> body.number(((DieTree) value).offset, 4);
            case Dwarf.FORM_EXPRLOC, Dwarf.FORM_BLOCK -> {
                body.leb128(((byte[]) value).length);
                body.writeBytes((byte[]) value);
            }
            case Dwarf.FORM_UDATA -> body.leb128(((Number) value).longValue());
            case Dwarf.FORM_SDATA -> body.signedLeb128(((Number) value).longValue());
            case Dwarf.FORM_DATA1, Dwarf.FORM_DATA2, Dwarf.FORM_DATA4, Dwarf.FORM_DATA8, Dwarf.FORM_SEC_OFFSET ->
                body.number(((Number) value).longValue(), new Encoding(version, 8, 4).step(attribute.form()));
            case Dwarf.FORM_IMPLICIT_CONST, Dwarf.FORM_FLAG_PRESENT -> {}
            default -> throw new IllegalArgumentException("form " + attribute.form());
        }
    }

    private int place(String text) {
        return stringPlaces.computeIfAbsent(text, t -> {
            int place = strings.size();
            strings.writeBytes(t.getBytes(StandardCharsets.UTF_8));
            strings.u8(0);
            return place;
        });
    }

    private int index(String text) {
        if (!indexed.contains(text)) {
            indexed.add(text);
        }
        return indexed.indexOf(text);
    }

    /** Collects little-endian numbers. */
    static final class Bytes extends ByteArrayOutputStream {
        Bytes u8(int value) {
            write(value);
            return this;
        }

        Bytes number(long value, int size) {
            for (int i = 0; i < size; i++) {
                write((int) (value >>> (8 * i)));
            }
            return this;
        }

        Bytes leb128(long value) {
            long rest = value;
            while (rest >>> 7 != 0) {
                write((int) (rest | 0x80));
                rest >>>= 7;
            }
            write((int) rest);
            return this;
        }

        Bytes signedLeb128(long value) {
            long rest = value;
            while (rest < -64 || rest > 63) {
                write((int) (rest | 0x80));
                rest >>= 7;
            }
            write((int) (rest & 0x7f));
            return this;
        }
    }
}
