package io.nodememory.kernel;

import java.util.ArrayList;
import java.util.List;

/** What could not be read, collected while the tables are walked. Safe for use by many threads. */
public final class Problems {
    /** A hostile image can fail at every object: past this many a counter has to do. */
    private static final int LIMIT = 100_000;

    /** @param address the object's address, 0 where there is none */
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

    /** The number of problems that were met but not kept. */
    public synchronized long dropped() {
        return dropped;
    }
}
