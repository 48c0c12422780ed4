package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;

/** Iterates over the direct children of an entry and steps over deeper ones. */
final class Children {
    private final Unit unit;
    private int at;
    private int depth;

    Children(Unit unit, Die parent) {
        this.unit = unit;
        this.at = parent.children ? parent.next : -1;
    }

    /** Reads the next child; returns false after the last one. */
    boolean next(Die child) {
        while (at >= 0) {
            if (at >= unit.end()) {
                throw new BadInputException("The debug information is damaged: a list of entries has no end.");
            }
            if (depth == 0) {
                if (!child.read(unit, at)) {
                    return false;
                }
                at = child.next;
                depth = child.children ? 1 : 0;
                return true;
            }
            long code = unit.leb128(at);
            at = unit.afterLeb128(at);
            if (code == 0) {
                depth--;
            } else {
                Abbreviation abbreviation = unit.abbreviation(code);
                at = unit.skip(abbreviation, at);
                depth += abbreviation.children ? 1 : 0;
            }
        }
        return false;
    }
}
