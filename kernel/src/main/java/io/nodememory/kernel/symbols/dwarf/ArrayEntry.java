package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import java.util.Arrays;

/** Reads the dimensions of an array type from its entry. */
final class ArrayEntry {
    /** A dimension of unknown length, as in {@code x[]}. */
    static final long UNKNOWN = -1;

    private static final int MOST_DIMENSIONS = 16;

    private ArrayEntry() {}

    /** The number of elements of each dimension, the outermost first; at least one dimension. */
    static long[] dimensions(Unit unit, Die array) {
        long[] dimensions = new long[2];
        int count = 0;
        Children children = new Children(unit, array);
        Die child = new Die();
        while (children.next(child)) {
            if (child.tag == Dwarf.TAG_SUBRANGE) {
                if (count == MOST_DIMENSIONS) {
                    throw new BadInputException("The debug information is damaged: an array has too many dimensions.");
                }
                dimensions = count == dimensions.length ? Arrays.copyOf(dimensions, count * 2) : dimensions;
                dimensions[count] = length(child, count == 0);
                count++;
            }
        }
        return count == 0 ? new long[] {UNKNOWN} : Arrays.copyOf(dimensions, count);
    }

    private static long length(Die range, boolean first) {
        if (range.count != Die.ABSENT) {
            return range.count;
        } else if (range.upperBound != Die.ABSENT) {
            return range.upperBound + 1;
        }
        return first ? UNKNOWN : 0;
    }
}
