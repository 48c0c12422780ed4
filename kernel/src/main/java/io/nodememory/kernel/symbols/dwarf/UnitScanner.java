package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import java.util.Arrays;

/**
 * Scans the entries of units for candidates: variables, structs, typedefs of structs, enumerations and base types with names that
 * this scanner has not met. The last definition of a name counts, so units are scanned from the last to the first, and the
 * candidates of a unit are returned from the last to the first.
 */
final class UnitScanner {
    /** The kinds of candidates. */
    static final int VARIABLE = 0;

    static final int TYPE = 1;
    static final int ENUMERATION = 2;

    private static final int DEEPEST = 512;

    private final Names names;
    private final References references;
    private final ShapeHash shapes;
    private final SeenNames variables = new SeenNames();
    private final SeenNames types = new SeenNames();
    private final SeenNames enumerations = new SeenNames();
    private final LongMap seenShapes = new LongMap(1 << 12);
    private final Die typedef = new Die();
    private final Die target = new Die();

    private int[] positions = new int[1 << 12];
    private int[] kinds = new int[1 << 12];
    private long[] keys = new long[1 << 12];
    private int count;
    private int[] bases = new int[64];
    private int baseCount;
    private int firstPointer;

    UnitScanner(DebugInfo info, References references, ShapeHash shapes) {
        this.names = info.names();
        this.references = references;
        this.shapes = shapes;
    }

    /** Scans a unit; its candidates are valid until the next scan. */
    void scan(Unit unit) {
        count = 0;
        baseCount = 0;
        firstPointer = -1;
        if (!unit.isRust()) {
            entries(unit);
            keepNew();
        }
    }

    /** The number of candidates; the last one of the unit is the first. */
    int count() {
        return count;
    }

    int position(int candidate) {
        return positions[candidate];
    }

    int kind(int candidate) {
        return kinds[candidate];
    }

    int baseCount() {
        return baseCount;
    }

    /** The positions of the unit's base types. */
    int base(int index) {
        return bases[index];
    }

    /** The position of the unit's first pointer type, -1 if there is none. */
    int firstPointer() {
        return firstPointer;
    }

    private void entries(Unit unit) {
        byte[] bytes = unit.bytes();
        int end = unit.end();
        int at = unit.header().headerSize();
        int depth = 0;
        while (at < end) {
            int start = at;
            long code = bytes[at++];
            if (code < 0) {
                code = unit.leb128(start);
                at = unit.afterLeb128(start);
            }
            if (code == 0) {
                depth--;
                continue;
            }
            Abbreviation abbreviation = unit.abbreviation(code);
            entry(unit, abbreviation, start, at);
            at = abbreviation.fixedSize >= 0 ? at + abbreviation.fixedSize : unit.skip(abbreviation, at);
            if (abbreviation.children && ++depth > DEEPEST) {
                throw new BadInputException("The debug information is damaged: entries are nested too deeply.");
            }
        }
    }

    private void entry(Unit unit, Abbreviation abbreviation, int start, int at) {
        switch (abbreviation.tag) {
            case Dwarf.TAG_VARIABLE -> {
                if (abbreviation.named && abbreviation.typed) {
                    named(unit, abbreviation, start, at, VARIABLE, variables);
                }
            }
            case Dwarf.TAG_STRUCT, Dwarf.TAG_UNION, Dwarf.TAG_CLASS -> {
                if (!abbreviation.declaration) {
                    struct(unit, abbreviation, start, at);
                }
            }
            case Dwarf.TAG_TYPEDEF -> {
                if (abbreviation.named && abbreviation.typed && isOfStruct(unit, abbreviation, start, at)) {
                    named(unit, abbreviation, start, at, TYPE, types);
                }
            }
            case Dwarf.TAG_ENUMERATION -> {
                if (abbreviation.named) {
                    named(unit, abbreviation, start, at, ENUMERATION, enumerations);
                } else {
                    anonymous(unit, start, ENUMERATION);
                }
            }
            case Dwarf.TAG_BASE -> {
                if (baseCount == bases.length) {
                    bases = Arrays.copyOf(bases, baseCount * 2);
                }
                bases[baseCount++] = start;
            }
            case Dwarf.TAG_POINTER -> firstPointer = firstPointer < 0 ? start : firstPointer;
            default -> {}
        }
    }

    private void struct(Unit unit, Abbreviation abbreviation, int start, int at) {
        if (abbreviation.named) {
            named(unit, abbreviation, start, at, TYPE, types);
        } else {
            anonymous(unit, start, TYPE);
        }
    }

    private void named(Unit unit, Abbreviation abbreviation, int start, int at, int kind, SeenNames seen) {
        long key;
        if (abbreviation.nameAt >= 0 && abbreviation.nameForm == Dwarf.FORM_STRP) {
            key = unit.offset(at + abbreviation.nameAt);
        } else if (abbreviation.nameAt >= 0 && abbreviation.nameForm != Dwarf.FORM_INDIRECT) {
            key = names.key(unit, abbreviation.nameForm, at + abbreviation.nameAt);
        } else {
            target.read(unit, start);
            key = names.key(unit, target.nameForm, target.nameAt);
        }
        if (!seen.contains(key)) {
            add(start, kind, key);
        }
    }

    private void anonymous(Unit unit, int start, int kind) {
        long shape = shapes.of(unit, start) >>> 1;
        if (seenShapes.get(shape) == LongMap.ABSENT) {
            add(start, kind, -1 - shape);
        }
    }

    private boolean isOfStruct(Unit unit, Abbreviation abbreviation, int start, int at) {
        if (abbreviation.typeAt >= 0 && abbreviation.typeForm == Dwarf.FORM_REF4) {
            int position = LittleEndian.getInt(unit.bytes(), at + abbreviation.typeAt);
            if (position <= 0 || position >= unit.end()) {
                throw new BadInputException("The debug information is damaged: a reference points outside.");
            }
            long code = unit.leb128(position);
            if (code == 0) {
                return false;
            }
            Abbreviation type = unit.abbreviation(code);
            if (!Dwarf.isStruct(type.tag) || !type.declaration) {
                return Dwarf.isStruct(type.tag);
            }
        }
        typedef.read(unit, start);
        references.readType(unit, typedef, target);
        return Dwarf.isStruct(target.tag) && !target.declaration;
    }

    private void add(int position, int kind, long key) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
            kinds = Arrays.copyOf(kinds, count * 2);
            keys = Arrays.copyOf(keys, count * 2);
        }
        positions[count] = position;
        kinds[count] = kind;
        keys[count++] = key;
    }

    /** Reverses the candidates and drops those that a later one replaces. */
    private void keepNew() {
        int[] oldPositions = Arrays.copyOf(positions, count);
        int[] oldKinds = Arrays.copyOf(kinds, count);
        long[] oldKeys = Arrays.copyOf(keys, count);
        int candidates = count;
        count = 0;
        for (int i = candidates - 1; i >= 0; i--) {
            if (isNew(oldKinds[i], oldKeys[i])) {
                positions[count] = oldPositions[i];
                kinds[count++] = oldKinds[i];
            }
        }
    }

    private boolean isNew(int kind, long key) {
        if (key < 0) {
            long shape = -1 - key;
            boolean added = seenShapes.get(shape) == LongMap.ABSENT;
            seenShapes.put(shape, 1);
            return added;
        }
        return (kind == VARIABLE ? variables : kind == TYPE ? types : enumerations).add(key);
    }
}
