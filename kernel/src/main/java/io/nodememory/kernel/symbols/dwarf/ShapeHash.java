package io.nodememory.kernel.symbols.dwarf;

/**
 * Computes fast hashes that are equal for types with equal {@link TypeText}. Every unit repeats the anonymous types of its
 * headers, and only a new hash requires the text.
 */
final class ShapeHash {
    private static final int DEEPEST = 64;

    private final Names names;
    private final References references;

    /** The hashes of the current unit by {@link #place}. */
    private final LongMap known = new LongMap(1 << 12);

    private final Die[] spare = new Die[DEEPEST + 2];
    private long currentUnit = -1;

    ShapeHash(Names names, References references) {
        this.names = names;
        this.references = references;
    }

    /** The hash of the struct, union or enumeration at a position. */
    long of(Unit unit, int position) {
        if (currentUnit != unit.index()) {
            known.clear();
            currentUnit = unit.index();
        }
        return of(unit, position, 0);
    }

    private static long place(Unit unit, int position) {
        return ((long) unit.index() << 32) | position;
    }

    private long ofType(Unit unit, Die entry, int depth) {
        if (entry.type == Die.ABSENT) {
            return 7;
        }
        Unit target = references.unit(unit, entry);
        return of(target, references.position(target, entry), depth + 1);
    }

    private long of(Unit unit, int position, int depth) {
        if (depth > DEEPEST) {
            return 11;
        }
        long place = place(unit, position);
        long hash = known.get(place);
        if (hash == LongMap.ABSENT) {
            // A type that contains itself finds this value; only a hostile file has one.
            known.put(place, 13);
            hash = compute(unit, position, depth);
            known.put(place, hash);
        }
        return hash;
    }

    private long compute(Unit unit, int position, int depth) {
        if (spare[depth] == null) {
            spare[depth] = new Die();
        }
        Die type = spare[depth];
        if (!type.read(unit, position)) {
            return 17;
        } else if (type.skeleton) {
            return ofType(unit, type, depth);
        }
        long name = type.nameForm == 0 ? -1 : names.key(unit, type.nameForm, type.nameAt);
        int tag = type.tag;
        if (Dwarf.isStruct(tag)) {
            return type.nameForm != 0 ? Hash.mix(tag, name) : struct(unit, type, depth);
        }
        return switch (tag) {
            case Dwarf.TAG_ENUMERATION -> enumeration(unit, type, Hash.mix(tag, name));
            case Dwarf.TAG_SUBROUTINE -> function(unit, type, depth);
            case Dwarf.TAG_ARRAY -> {
                long hash = tag;
                for (long dimension : ArrayEntry.dimensions(unit, type)) {
                    hash = Hash.mix(hash, dimension);
                }
                yield Hash.mix(hash, ofType(unit, type, depth));
            }
            case Dwarf.TAG_POINTER, Dwarf.TAG_CONST, Dwarf.TAG_VOLATILE, Dwarf.TAG_RESTRICT ->
                Hash.mix(tag, ofType(unit, type, depth));
            default -> Hash.mix(tag, name);
        };
    }

    private long struct(Unit unit, Die type, int depth) {
        long hash = Hash.mix(type.tag, type.byteSize);
        Children children = new Children(unit, type);
        Die child = new Die();
        while (children.next(child)) {
            if (child.tag == Dwarf.TAG_MEMBER) {
                hash = Hash.mix(hash, child.nameForm == 0 ? -1 : names.key(unit, child.nameForm, child.nameAt));
                hash = Hash.mix(hash, ofType(unit, child, depth));
                hash = Hash.mix(hash, Die.orZero(child.memberLocation));
                if (child.bitSize != Die.ABSENT) {
                    hash = Hash.mix(hash, child.bitSize);
                    hash = Hash.mix(hash, Die.orZero(child.bitOffset));
                    hash = Hash.mix(hash, Die.orZero(child.dataBitOffset));
                }
            }
        }
        return hash;
    }

    private long enumeration(Unit unit, Die type, long start) {
        long hash = start;
        Children children = new Children(unit, type);
        Die child = new Die();
        while (children.next(child)) {
            if (child.tag == Dwarf.TAG_ENUMERATOR) {
                hash = Hash.mix(hash, child.nameForm == 0 ? -1 : names.key(unit, child.nameForm, child.nameAt));
                hash = Hash.mix(hash, child.constValue);
            }
        }
        return hash;
    }

    private long function(Unit unit, Die type, int depth) {
        long hash = Hash.mix(type.tag, ofType(unit, type, depth));
        Children children = new Children(unit, type);
        Die child = new Die();
        while (children.next(child)) {
            if (child.tag == Dwarf.TAG_FORMAL_PARAMETER) {
                hash = Hash.mix(hash, ofType(unit, child, depth));
            } else if (child.tag == Dwarf.TAG_UNSPECIFIED_PARAMETERS) {
                hash = Hash.mix(hash, 19);
            }
        }
        return hash;
    }
}
