package io.nodememory.kernel.symbols.dwarf;

/** Computes the sizes of types in bytes; -1 if an entry does not state its size. */
final class TypeSizes {
    private static final int DEEPEST = 64;

    private final References references;

    TypeSizes(References references) {
        this.references = references;
    }

    /** The size of the type of an entry (a member, an array, a typedef …); 0 if it has none (void). */
    long ofType(Unit unit, Die entry) {
        return ofType(unit, entry, 0);
    }

    private long ofType(Unit unit, Die entry, int depth) {
        if (entry.type == Die.ABSENT) {
            return 0;
        }
        if (depth > DEEPEST) {
            return -1;
        }
        Die type = new Die();
        Unit target = references.readType(unit, entry, type);
        if (type.tag == Dwarf.TAG_TYPEDEF || Dwarf.isQualifier(type.tag)) {
            return ofType(target, type, depth + 1);
        } else if (type.tag == Dwarf.TAG_ARRAY) {
            long size = ofType(target, type, depth + 1);
            for (long count : ArrayEntry.dimensions(target, type)) {
                size = count == ArrayEntry.UNKNOWN ? 0 : size * count;
            }
            return size;
        } else if (type.tag == Dwarf.TAG_POINTER && type.byteSize == Die.ABSENT) {
            return target.header().encoding().addressSize();
        }
        return type.byteSize == Die.ABSENT ? -1 : type.byteSize;
    }
}
