package io.nodememory.kernel.symbols.dwarf;

import java.util.ArrayList;
import java.util.List;

/**
 * A struct, union or class, as its entry describes it.
 *
 * @param size size in bytes, -1 if the entry does not state it
 */
record StructEntry(int tag, boolean declaration, long size, List<Field> fields) {
    /**
     * A member.
     *
     * @param empty whether the member takes no bytes. An array has no elements then, although compilers write its length of 0
     *     as if it were 1
     */
    record Field(Die entry, long offset, boolean empty) {
        long bits() {
            return entry.bitSize == Die.ABSENT ? 0 : entry.bitSize;
        }

        /** The bit offset as the entry states it, of either kind; 0 if it has none. */
        long bitOffset() {
            long old = Die.orZero(entry.bitOffset);
            return old != 0 ? old : Die.orZero(entry.dataBitOffset);
        }
    }

    static StructEntry read(Unit unit, Die entry) {
        List<Field> fields = new ArrayList<>();
        boolean union = entry.tag == Dwarf.TAG_UNION;
        Children children = new Children(unit, entry);
        long lastOffset = 0;
        long lastBits = 0;
        Die child = new Die();
        while (children.next(child)) {
            if (child.tag != Dwarf.TAG_MEMBER) {
                continue;
            }
            long offset = Die.orZero(child.memberLocation);
            if (lastBits == 0 && lastOffset == offset && !union) {
                markLastEmpty(fields);
            }
            fields.add(new Field(child, offset, false));
            lastOffset = offset;
            lastBits = Die.orZero(child.bitSize);
            child = new Die();
        }
        if (!union && entry.byteSize == lastOffset) {
            markLastEmpty(fields);
        }
        long size = entry.byteSize == Die.ABSENT ? -1 : entry.byteSize;
        return new StructEntry(entry.tag, entry.declaration, size, fields);
    }

    private static void markLastEmpty(List<Field> fields) {
        if (!fields.isEmpty()) {
            Field last = fields.get(fields.size() - 1);
            fields.set(fields.size() - 1, new Field(last.entry(), last.offset(), true));
        }
    }
}
