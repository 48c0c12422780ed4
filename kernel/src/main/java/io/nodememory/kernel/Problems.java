package io.nodememory.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the objects that could not be read while the tables are walked. Safe for use by many threads. */
public final class Problems {
    /** The most problems kept. A hostile image can fail at every object; further problems are only counted. */
    private static final int LIMIT = 100_000;

    /** The step of a problem after which an unknown number of rows of a table is missing. */
    private static final String WALK = "walking the table";

    /**
     * An object that could not be read.
     *
     * @param address the object's address, 0 if it has none
     * @param doing what was tried
     */
    public record Problem(String table, long address, String doing, String why) {
        /** Whether the walk of the whole table failed, so that an unknown number of its rows is missing. */
        public boolean endsTable() {
            return doing.equals(WALK);
        }

        /** As {@link Problems#losesRows}. */
        public boolean losesRows() {
            return Problems.losesRows(doing);
        }
    }

    /**
     * Returns whether an unknown number of rows may be missing after a step that failed: it listed objects of the whole
     * machine, and not those of one object. No rule that reads the table can pass then.
     *
     * @param doing a verb phrase such as "listing the notifier chains"
     */
    public static boolean losesRows(String doing) {
        boolean list = doing.startsWith("walking the ")
                || doing.startsWith("following the ")
                || doing.startsWith("finding the list ")
                || doing.startsWith("listing ");
        return list && !doing.contains(" of a ");
    }

    private final List<Problem> kept = new ArrayList<>();
    private final List<Problem> ended = new ArrayList<>();
    private final Map<String, Long> dropped = new LinkedHashMap<>();

    public synchronized void add(String table, long address, String doing, String why) {
        if (kept.size() < LIMIT) {
            kept.add(new Problem(table, address, doing, why));
        } else {
            dropped.merge(table, 1L, Long::sum);
        }
    }

    /** Adds the failure of the walk of a whole table; it is always kept. */
    public synchronized void addEnd(String table, String why) {
        ended.add(new Problem(table, 0, WALK, why));
    }

    /**
     * The problems in their order, then the failed walks, then one problem for each table of which some were only counted: what
     * such a table lacks is unknown.
     */
    public synchronized List<Problem> list() {
        List<Problem> all = new ArrayList<>(kept);
        all.addAll(ended);
        dropped.forEach((table, count) -> all.add(
                new Problem(table, 0, WALK, "its problems past the limit were not recorded (%,d)".formatted(count))));
        return all;
    }

    /** The number of problems, including those that were only counted. */
    public synchronized long count() {
        return kept.size()
                + ended.size()
                + dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}
