package io.nodememory.kernel.symbols.dwarf;

/** The generated names of anonymous types, by {@link ShapeHash}. */
final class UnnamedTypes {
    private final LongMap names = new LongMap(1 << 12);

    /** The number of the name of a shape, -1 if there is none yet. */
    int find(long shape) {
        long name = names.get(shape >>> 1);
        return name == LongMap.ABSENT ? -1 : (int) name;
    }

    int add(long shape, int name) {
        names.put(shape >>> 1, name);
        return name;
    }
}
