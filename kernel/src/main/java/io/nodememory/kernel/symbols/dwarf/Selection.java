package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.dwarf.StructEntry.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Selects one definition for each name from all units, by the rules of dwarf2json: the last one in the file for structs,
 * enumerations and variables, the first one for base types. Callers hold its lock.
 */
final class Selection {
    /** An enumeration that waits until all base types are known. */
    private record Enumeration(int name, long size, Map<Integer, Long> constants, long order) {}

    private record Base(long order, String name, long size, long encoding) {}

    private static final String POINTER = "pointer";

    final ReentrantLock lock = new ReentrantLock();

    private final SymbolsBuilder builder;
    private final Names names;
    private final UnnamedTypes unnamed = new UnnamedTypes();
    private final LongMap structOrders = new LongMap(1 << 14);
    private final Map<Integer, Enumeration> enumerations = new LinkedHashMap<>();
    private final TreeMap<String, Base> bases = new TreeMap<>();
    private final SymbolChoice symbols = new SymbolChoice();

    Selection(SymbolsBuilder builder, Names names) {
        this.builder = builder;
        this.names = names;
    }

    SymbolsBuilder builder() {
        return builder;
    }

    UnnamedTypes unnamed() {
        return unnamed;
    }

    SymbolChoice symbols() {
        return symbols;
    }

    /** Takes the candidates that a scanner found in a unit. */
    void take(Unit unit, UnitScanner found, TypeNodes nodes, References references) {
        nodes.enter(unit);
        for (int i = 0; i < found.count(); i++) {
            Die entry = new Die();
            entry.read(unit, found.position(i));
            long order = ((long) unit.index() << 32) | found.position(i);
            switch (found.kind(i)) {
                case UnitScanner.VARIABLE -> variable(unit, entry, order, nodes);
                case UnitScanner.TYPE -> type(unit, entry, order, nodes, references);
                default -> enumeration(unit, entry, order, nodes);
            }
        }
        for (int i = 0; i < found.baseCount(); i++) {
            base(unit, found.base(i));
        }
        if (found.firstPointer() >= 0) {
            long order = ((long) unit.index() << 32) | found.firstPointer();
            Base known = bases.get(POINTER);
            if (known == null || order < known.order()) {
                Die entry = new Die();
                entry.read(unit, found.firstPointer());
                long size =
                        entry.byteSize == Die.ABSENT ? unit.header().encoding().addressSize() : entry.byteSize;
                bases.put(POINTER, new Base(order, POINTER, size, Dwarf.ATE_UNSIGNED));
            }
        }
    }

    private void variable(Unit unit, Die entry, long order, TypeNodes nodes) {
        int name = names.intern(unit, entry.nameForm, entry.nameAt, builder.strings());
        if (symbols.isLater(name, order) && !names.isEmpty(unit, entry)) {
            int node = nodes.ofType(unit, entry);
            symbols.variable(
                    name,
                    order,
                    address(unit, entry),
                    node == builder.pool().voidType() ? TypeNodes.UNSUPPORTED : node);
        }
    }

    /** The address in a location; 0 if the location is not a plain address (a register, a list, or absent). */
    private static long address(Unit unit, Die entry) {
        int size = unit.header().encoding().addressSize();
        boolean plain =
                entry.locationAt >= 0 && entry.locationSize > size && unit.bytes()[entry.locationAt] == Dwarf.OP_ADDR;
        return plain ? unit.number(entry.locationAt + 1, size) : 0;
    }

    private void type(Unit unit, Die entry, long order, TypeNodes nodes, References references) {
        Unit structUnit = unit;
        Die struct = entry;
        int name;
        if (entry.tag == Dwarf.TAG_TYPEDEF) {
            name = names.intern(unit, entry.nameForm, entry.nameAt, builder.strings());
            struct = new Die();
            structUnit = references.readType(unit, entry, struct);
        } else {
            name = nodes.nameOf(unit, entry);
        }
        long known = structOrders.get(name);
        if (known != LongMap.ABSENT && known > order) {
            return;
        }
        structOrders.put(name, order);
        struct(name, structUnit, StructEntry.read(structUnit, struct), nodes);
    }

    private void struct(int name, Unit unit, StructEntry struct, TypeNodes nodes) {
        // First the nodes of all types: making them may add other items, which must not come between the members.
        List<Field> fields = new ArrayList<>(struct.fields().size());
        int[] types = new int[struct.fields().size()];
        for (Field field : struct.fields()) {
            int node = nodes.ofField(unit, field);
            if (node != TypeNodes.UNSUPPORTED) {
                types[fields.size()] = node;
                fields.add(field);
            }
        }
        builder.beginStruct(name, struct.tag() == Dwarf.TAG_UNION, Math.max(0, struct.size()), fields.size());
        int anonymous = 0;
        for (int i = 0; i < fields.size(); i++) {
            Die entry = fields.get(i).entry();
            boolean unnamedField = entry.nameForm == 0;
            int fieldName = unnamedField
                    ? builder.strings().intern("unnamed_field_" + Integer.toHexString(anonymous++))
                    : names.intern(unit, entry.nameForm, entry.nameAt, builder.strings());
            long offset = fields.get(i).offset();
            int type = types[i];
            if (fields.get(i).bits() != 0) {
                long position = BitFields.position(entry);
                offset = BitFields.offset(entry, offset);
                type = builder.pool().bitField(type, (int) position, (int) entry.bitSize);
            }
            builder.member(fieldName, offset, type, unnamedField);
        }
    }

    private void enumeration(Unit unit, Die entry, long order, TypeNodes nodes) {
        int name = nodes.nameOf(unit, entry);
        Enumeration known = enumerations.get(name);
        if (known != null && known.order() > order) {
            return;
        }
        Map<Integer, Long> constants = new LinkedHashMap<>();
        Children children = new Children(unit, entry);
        Die child = new Die();
        while (children.next(child)) {
            if (child.tag == Dwarf.TAG_ENUMERATOR && child.nameForm != 0) {
                int constant = names.intern(unit, child.nameForm, child.nameAt, builder.strings());
                constants.put(constant, Die.orZero(child.constValue));
            }
        }
        enumerations.put(name, new Enumeration(name, entry.byteSize, constants, order));
    }

    private void base(Unit unit, int position) {
        Die entry = new Die();
        entry.read(unit, position);
        if (entry.nameForm == 0 || entry.encoding <= Dwarf.ATE_ADDRESS || entry.encoding > Dwarf.ATE_UNSIGNED_CHAR) {
            return;
        }
        String name = names.text(unit, entry.nameForm, entry.nameAt);
        long order = ((long) unit.index() << 32) | position;
        Base known = bases.get(name);
        if (known == null || order < known.order()) {
            bases.put(name, new Base(order, name, entry.byteSize, entry.encoding));
        }
    }

    /** Adds to the builder the items that had to wait for the last unit. */
    void finish() {
        bases.values().forEach(base -> builder.base(BaseTypes.of(base.name(), base.size(), base.encoding())));
        for (Enumeration it : enumerations.values()) {
            int size = (int) Math.max(0, Math.min(it.size(), 1 << 10));
            int baseName = builder.strings().intern(baseOf(it));
            builder.beginEnum(it.name(), size, baseName, it.constants().size());
            it.constants().forEach(builder::enumConstant);
        }
        symbols.addTo(builder);
    }

    /** The first by name of the integers with the size and sign of an enumeration that precede it in the file. */
    private String baseOf(Enumeration it) {
        boolean signed = it.constants().values().stream().anyMatch(value -> value < 0);
        return bases.values().stream()
                .filter(base -> base.order() < it.order()
                        && base.size() == it.size()
                        && BaseTypes.isInteger(base.encoding())
                        && BaseTypes.isSigned(base.encoding()) == signed)
                .map(Base::name)
                .findFirst()
                .orElse("void");
    }
}
