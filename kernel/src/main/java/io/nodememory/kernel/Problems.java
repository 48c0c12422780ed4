package io.nodememory.kernel;

import java.util.ArrayList;
import java.util.List;

/** Collects the objects that could not be read while the tables are walked. Safe for use by many threads. */
public final class Problems {
    /** The most problems kept. A hostile image can fail at every object; further problems are only counted. */
    private static final int LIMIT = 100_000;

    /**
     * An object that could not be read.
     *
     * @param address the object's address, 0 if it has none
     * @param doing what was tried
     */
    public record Problem(String table, long address, String doing, String why) {}

    private final List<Problem> list = new ArrayList<>();
    private long dropped;

    public synchronized void add(String table, long address, String doing, String why) {
        if (list.size() < LIMIT) {
            list.add(new Problem(table, address, doing, why));
        } else {
            dropped++;
        }
    }

    public synchronized List<Problem> list() {
        return List.copyOf(list);
    }

    /** The number of problems that were counted but not kept. */
    public synchronized long dropped() {
        return dropped;
    }
}
