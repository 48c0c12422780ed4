package io.nodememory.evidence;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureRow;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.RowSql;
import io.nodememory.evidence.database.StoreSettings;
import io.nodememory.kernel.BadInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks up what a store records about its captures. */
final class CaptureRecords {
    private final StoreConnection store;

    CaptureRecords(StoreConnection store) {
        this.store = store;
    }

    List<Capture> all() {
        return select("ORDER BY \"id\"");
    }

    Optional<Capture> latest() {
        return select("WHERE \"deleted\" IS NULL ORDER BY \"id\" DESC FETCH FIRST 1 ROWS ONLY").stream()
                .findFirst();
    }

    /** @throws BadInputException if the store has no such capture; the message lists the ids it has */
    Capture get(long id) {
        return select("WHERE \"id\" = ?", id).stream()
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "%s has no capture %d; it has %s".formatted(store.place(), id, knownIds())));
    }

    private List<Capture> select(String tail, Object... parameters) {
        return store.call(c -> RowSql.select(c, CaptureRow.TABLE, tail, parameters)).stream()
                .map(CaptureRow::capture)
                .toList();
    }

    private String knownIds() {
        List<Capture> all = all();
        return all.isEmpty()
                ? "none yet"
                : all.stream().map(c -> Long.toString(c.id())).collect(Collectors.joining(", "));
    }

    /**
     * A capture whose rows are in the store.
     *
     * @throws BadInputException if there is no such capture or its rows were deleted
     */
    Capture present(long id) {
        Capture capture = get(id);
        if (capture.isDeleted()) {
            throw new BadInputException("capture %d of %s was deleted on %s by %s"
                    .formatted(
                            id,
                            store.place(),
                            capture.deletion().at(),
                            capture.deletion().by()));
        }
        return capture;
    }

    /** The tables that a capture wrote, by name. */
    List<CaptureTable> tablesOf(long capture) {
        return store.call(
                c -> RowSql.select(c, CaptureTable.TABLE, "WHERE \"capture\" = ? ORDER BY \"name\"", capture));
    }

    /** The hash that the next capture follows; empty before the first. */
    Optional<String> chainHead() {
        return Optional.of(store.call(c -> StoreSettings.get(c, StoreSettings.CHAIN_HEAD)))
                .filter(head -> !head.isEmpty());
    }
}
