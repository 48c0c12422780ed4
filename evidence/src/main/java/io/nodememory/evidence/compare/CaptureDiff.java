package io.nodememory.evidence.compare;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.List;

/**
 * What differs between two captures, by the identities of their tables.
 *
 * @param tables the tables with a difference, in the order of the registry
 * @param notCompared tables of which nothing can be said, and why
 */
public record CaptureDiff(Capture before, Capture after, List<TableDiff> tables, List<String> notCompared) {
    /**
     * The differences of one table. The lists of rows end at the limit that was asked for; the counts do not.
     *
     * @param added rows of the later capture whose identity the earlier one has not; values in the table's order of columns
     * @param removed rows of the earlier capture whose identity the later one has not
     * @param changed identities that both have, with other values in the compared columns
     */
    public record TableDiff(
            TableSpec<?> table,
            long addedCount,
            long removedCount,
            List<List<Object>> added,
            List<List<Object>> removed,
            List<Changed> changed) {
        boolean isEmpty() {
            return addedCount == 0 && removedCount == 0 && changed.isEmpty();
        }
    }

    /**
     * Rows of one identity that were changed.
     *
     * @param identity values in the order of {@link TableSpec#identity}
     * @param before values in the order of {@link TableSpec#compared}, one list a row
     * @param after likewise, of the later capture
     */
    public record Changed(List<Object> identity, List<List<Object>> before, List<List<Object>> after) {}
}
