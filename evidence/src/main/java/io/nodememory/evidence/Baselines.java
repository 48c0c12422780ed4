package io.nodememory.evidence;

import io.nodememory.evidence.capture.Approval;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.RowSql;
import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.BadInputException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Captures that were approved as baselines. The newest approval of a name counts; older ones stay on record. */
final class Baselines {
    private final StoreConnection store;
    private final CaptureRecords captures;

    Baselines(StoreConnection store, CaptureRecords captures) {
        this.store = store;
        this.captures = captures;
    }

    /** See {@link EvidenceStore#approve}. */
    Approval approve(long id, String name, String operator, String reason) {
        Capture capture = captures.present(id);
        if (!Approval.isName(name)) {
            throw new BadInputException("'" + name + "' cannot name a baseline: use letters, digits, '.', '_' and '-',"
                    + " at most 63, not digits alone and not last-good");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Approval approval = new Approval(
                name, id, capture.hash(), now, Values.text(operator), reason == null ? null : Values.text(reason));
        return store.transaction(c -> {
            RowSql.insertRow(c, Approval.TABLE, approval);
            return approval;
        });
    }

    /** All approvals, the newest first. */
    List<Approval> approvals() {
        return store.call(c -> RowSql.select(c, Approval.TABLE, "ORDER BY \"approved\" DESC"));
    }

    /** See {@link EvidenceStore#baseline}. */
    Capture named(String name) {
        Approval approval = approvals().stream()
                .filter(a -> a.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "%s has no baseline '%s'; %s".formatted(store.place(), name, knownNames())));
        Capture capture = captures.present(approval.capture());
        if (!approval.captureHash().equals(capture.hash())) {
            throw new BadInputException(
                    "capture %d has changed since it was approved as '%s': its hash differs; run 'captures verify %1$d'"
                            .formatted(capture.id(), name));
        }
        return capture;
    }

    private String knownNames() {
        List<String> names = approvals().stream().map(Approval::name).distinct().toList();
        return names.isEmpty()
                ? "approve one first: 'captures approve ID --as NAME'"
                : "it has " + String.join(", ", names);
    }
}
