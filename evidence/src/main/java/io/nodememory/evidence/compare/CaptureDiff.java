package io.nodememory.evidence.compare;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.List;

/**
 * The differences between two captures, by the identities of their rows.
 *
 * @param tables the tables with a difference, in the order of the registry
 * @param notCompared tables without a comparison, each with the reason
 */
public record CaptureDiff(Capture before, Capture after, List<TableDiff> tables, List<String> notCompared) {
    /**
     * The differences of one table. The lists of rows end at the requested limit; the counts do not.
     *
     * @param added rows of the later capture whose identity the earlier one lacks; values in the order of the table's columns
     * @param removed rows of the earlier capture whose identity the later one lacks
     * @param changed identities of both captures whose compared columns differ
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
     * The changed rows of one identity.
     *
     * @param identity values in the order of {@link TableSpec#identity}
     * @param before values in the order of {@link TableSpec#compared}, one list for each row
     * @param after the same for the later capture
     */
    public record Changed(List<Object> identity, List<List<Object>> before, List<List<Object>> after) {}
}
