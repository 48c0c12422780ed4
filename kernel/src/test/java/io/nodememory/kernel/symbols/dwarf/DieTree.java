package io.nodememory.kernel.symbols.dwarf;

import java.util.ArrayList;
import java.util.List;

/** A debugging information entry for {@link DwarfWriter}: a tag, attributes and children. */
final class DieTree {
    /** An attribute; its value is a Number, a String, a byte[], or the {@link DieTree} to which it refers. */
    record Attribute(int name, int form, Object value) {}

    final int tag;
    final List<Attribute> attributes = new ArrayList<>();
    final List<DieTree> children = new ArrayList<>();

    /** The place that the writer chose: the position in the unit, and the offset in the section. */
    int position;

    int offset;

    private DieTree(int tag) {
        this.tag = tag;
    }

    static DieTree die(int tag) {
        return new DieTree(tag);
    }

    DieTree attribute(int name, int form, Object value) {
        attributes.add(new Attribute(name, form, value));
        return this;
    }

    DieTree name(String name) {
        return attribute(Dwarf.AT_NAME, Dwarf.FORM_STRP, name);
    }

    DieTree size(int bytes) {
        return attribute(Dwarf.AT_BYTE_SIZE, Dwarf.FORM_DATA1, bytes);
    }

    DieTree type(DieTree type) {
        return attribute(Dwarf.AT_TYPE, Dwarf.FORM_REF4, type);
    }

    DieTree encoding(int encoding) {
        return attribute(Dwarf.AT_ENCODING, Dwarf.FORM_DATA1, encoding);
    }

    DieTree with(DieTree... more) {
        children.addAll(List.of(more));
        return this;
    }

    static DieTree integer(String name, int bytes) {
        return die(Dwarf.TAG_BASE).name(name).size(bytes).encoding(Dwarf.ATE_SIGNED);
    }

    static DieTree member(String name, int offset, DieTree type) {
        return die(Dwarf.TAG_MEMBER)
                .name(name)
                .type(type)
                .attribute(Dwarf.AT_MEMBER_LOCATION, Dwarf.FORM_UDATA, offset);
    }

    static DieTree struct(String name, int bytes, DieTree... members) {
        DieTree struct = die(Dwarf.TAG_STRUCT);
        return (name == null ? struct : struct.name(name)).size(bytes).with(members);
    }
}
