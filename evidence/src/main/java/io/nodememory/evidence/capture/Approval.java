package io.nodememory.evidence.capture;

import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.time.Instant;

/** The approval of a capture as a baseline. Approvals are never changed: the newest approval of a name counts. */
@Table(name = "approvals", help = "The approval of a capture as a baseline, under a name.")
public record Approval(
        @Column("Name of the baseline") String name,
        @Column("Number of the capture") long capture,

        @Column("The capture's hash when it was approved") String captureHash,

        @Column("When it was approved") Instant approved,
        @Column("Who approved it, as user@host") String approvedBy,
        @Column("Reason that the approver gave") String reason) {

    public static final TableSpec<Approval> TABLE = TableSpec.of(Approval.class, walk -> {});

    /** The name that always means the last good capture. */
    private static final String RESERVED = "last-good";

    /** Whether a text can name a baseline: at most 63 characters, no number and no reserved name. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") && !name.matches("[0-9]+") && !name.equals(RESERVED);
    }
}
