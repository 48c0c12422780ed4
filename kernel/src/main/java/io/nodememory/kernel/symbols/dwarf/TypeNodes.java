package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.compact.StringPool;
import io.nodememory.kernel.symbols.compact.TypePool;
import java.util.function.IntUnaryOperator;

/** Converts entries to the builder's types. It follows typedefs and qualifiers and names anonymous types. */
final class TypeNodes {
    /** Stands for a type that has no kind here (a pointer to a member, an address of another space). */
    static final int UNSUPPORTED = -1;

    private static final int DEEPEST = 64;

    private final Names names;
    private final References references;
    private final TypeSizes sizes;
    private final TypeText texts;
    private final ShapeHash shapes;
    private final UnnamedTypes unnamed;
    private final StringPool strings;
    private final TypePool pool;

    /** The nodes of the current unit by place. */
    private final LongMap known = new LongMap(1 << 10);

    private int currentUnit = -1;

    TypeNodes(DebugInfo info, ShapeHash shapes, References references, Selection selection) {
        this.names = info.names();
        this.references = references;
        this.sizes = new TypeSizes(references);
        this.texts = new TypeText(names, references, sizes);
        this.shapes = shapes;
        this.unnamed = selection.unnamed();
        this.strings = selection.builder().strings();
        this.pool = selection.builder().pool();
    }

    void enter(Unit unit) {
        if (unit.index() != currentUnit) {
            known.clear();
            currentUnit = unit.index();
        }
    }

    /** The node of the type of an entry (a variable, a member, a typedef …). */
    int ofType(Unit unit, Die entry) {
        return ofType(unit, entry, 0);
    }

    /** The node of a member's type. */
    int ofField(Unit unit, StructEntry.Field field) {
        if (field.empty() && field.entry().type != Die.ABSENT) {
            Die type = new Die();
            Unit target = references.readType(unit, field.entry(), type);
            if (type.tag == Dwarf.TAG_ARRAY) {
                return array(target, type, 0, true);
            }
        }
        return ofType(unit, field.entry(), 0);
    }

    private int ofType(Unit unit, Die entry, int depth) {
        if (entry.type == Die.ABSENT) {
            return pool.voidType();
        }
        Unit target = references.unit(unit, entry);
        int position = references.position(target, entry);
        long place = ((long) target.index() << 32) | position;
        long node = known.get(place);
        if (node == LongMap.ABSENT) {
            if (depth > DEEPEST) {
                throw new BadInputException("The debug information is damaged: a type refers to itself.");
            }
            Die type = new Die();
            target = references.readType(unit, entry, type);
            node = of(target, type, depth + 1);
            known.put(place, node);
        }
        return (int) node;
    }

    private int of(Unit unit, Die type, int depth) {
        return switch (type.tag) {
            case Dwarf.TAG_STRUCT, Dwarf.TAG_UNION, Dwarf.TAG_CLASS ->
                pool.composite(nameOf(unit, type), type.tag == Dwarf.TAG_UNION);
            case Dwarf.TAG_ARRAY -> array(unit, type, depth, false);
            case Dwarf.TAG_POINTER -> supported(pool::pointer, ofType(unit, type, depth));
            case Dwarf.TAG_ENUMERATION -> pool.enumeration(nameOf(unit, type));
            case Dwarf.TAG_BASE -> base(unit, type);
            case Dwarf.TAG_TYPEDEF -> typedef(unit, type, depth);
            case Dwarf.TAG_CONST, Dwarf.TAG_VOLATILE, Dwarf.TAG_RESTRICT -> ofType(unit, type, depth);
            case Dwarf.TAG_UNSPECIFIED -> pool.voidType();
            case Dwarf.TAG_SUBROUTINE -> pool.function();
            default -> UNSUPPORTED;
        };
    }

    private int base(Unit unit, Die type) {
        boolean known = type.encoding > Dwarf.ATE_ADDRESS && type.encoding <= Dwarf.ATE_UNSIGNED_CHAR;
        return known && type.nameForm != 0
                ? pool.base(names.intern(unit, type.nameForm, type.nameAt, strings))
                : UNSUPPORTED;
    }

    private int array(Unit unit, Die type, int depth, boolean empty) {
        int node = ofType(unit, type, depth);
        long size = empty ? sizes.ofType(unit, type) : 0;
        long[] dimensions = ArrayEntry.dimensions(unit, type);
        for (int i = dimensions.length - 1; i >= 0 && node != UNSUPPORTED; i--) {
            long count = i == 0 && size != 0 ? 0 : Math.max(0, dimensions[i]);
            node = pool.array(node, count);
            size *= Math.max(0, dimensions[i]);
        }
        return node;
    }

    /** The node of a typedef. A typedef of a struct gives the struct its name: dwarf2json lists such structs under both names. */
    private int typedef(Unit unit, Die typedef, int depth) {
        if (typedef.type != Die.ABSENT && typedef.nameForm != 0) {
            Die type = new Die();
            references.readType(unit, typedef, type);
            if (Dwarf.isStruct(type.tag)) {
                int name = names.intern(unit, typedef.nameForm, typedef.nameAt, strings);
                return pool.composite(name, type.tag == Dwarf.TAG_UNION);
            }
        }
        return ofType(unit, typedef, depth);
    }

    /** The number of the name of a struct, union or enumeration; anonymous ones have a generated name. */
    int nameOf(Unit unit, Die type) {
        if (type.nameForm != 0) {
            return names.intern(unit, type.nameForm, type.nameAt, strings);
        }
        long shape = shapes.of(unit, type.at);
        int name = unnamed.find(shape);
        return name >= 0 ? name : unnamed.add(shape, strings.intern(texts.unnamed(unit, type)));
    }

    private static int supported(IntUnaryOperator make, int inner) {
        return inner == UNSUPPORTED ? UNSUPPORTED : make.applyAsInt(inner);
    }
}
