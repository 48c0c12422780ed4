package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Follows references to the types of entries. Nearly all stay in the unit; a few other units are kept loaded for the rest. */
final class References {
    private static final int MOST_LOADED = 8;

    private final DebugInfo info;
    private final Map<Integer, Unit> loaded = new LinkedHashMap<>(16, 0.75f, true);

    References(DebugInfo info) {
        this.info = info;
    }

    /**
     * Reads the entry of an entry's type and returns the unit that holds it.
     *
     * @throws BadInputException if the reference leads to no entry
     */
    Unit readType(Unit current, Die die, Die type) {
        Unit target = unit(current, die);
        boolean found = type.read(target, position(target, die));
        if (found && type.skeleton) {
            Unit own = unit(target, type);
            found = type.read(own, position(own, type));
            target = own;
        }
        if (!found || type.skeleton) {
            throw new BadInputException("The debug information is damaged: a reference points to no entry.");
        }
        return target;
    }

    /** The unit that holds the type of an entry. */
    Unit unit(Unit current, Die die) {
        if (die.type < Die.BY_SIGNATURE) {
            return current;
        }
        int index =
                (die.type & Die.IN_SECTION) != 0 ? info.unitAt(die.type & ~Die.IN_SECTION) : info.unitOf(die.signature);
        if (index < 0) {
            throw new BadInputException("The debug information lacks a type unit that it refers to.");
        }
        return index == current.index() ? current : load(index);
    }

    private Unit load(int index) {
        Unit unit = loaded.get(index);
        if (unit == null) {
            unit = info.newUnit();
            unit.load(info.units().get(index), index);
            loaded.put(index, unit);
            if (loaded.size() > MOST_LOADED) {
                loaded.remove(loaded.keySet().iterator().next());
            }
        }
        return unit;
    }

    /** The position of the type of an entry in {@link #unit}. */
    int position(Unit target, Die die) {
        long position = die.type;
        if ((position & Die.IN_SECTION) != 0) {
            position = (position & ~Die.IN_SECTION) - target.header().offset();
        } else if (position == Die.BY_SIGNATURE) {
            position = target.header().typeOffset();
        }
        if (position < target.header().headerSize() || position >= target.end()) {
            throw new BadInputException("The debug information is damaged: a reference points outside of its unit.");
        }
        return (int) position;
    }
}
