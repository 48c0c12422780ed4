package io.nodememory.evidence.capture;

import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.time.Instant;

/** A capture that somebody vouches for under a name. None is ever changed: the newest of a name holds. */
@Table(name = "approvals", help = "A capture that somebody approved as a baseline, under a name.")
public record Approval(
        @Column("Name of the baseline") String name,
        @Column("Number of the capture") long capture,

        @Column("The capture's hash when it was approved") String captureHash,

        @Column("When it was approved") Instant approved,
        @Column("Who approved it, as user@host") String approvedBy,
        @Column("Why, in the words of who approved it") String reason) {

    public static final TableSpec<Approval> TABLE = TableSpec.of(Approval.class, walk -> {});

    /** Words that mean a capture by themselves. */
    private static final String TAKEN = "last-good";

    /** Whether this can be a name: no number and no word that means a capture by itself, and short enough to read. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") && !name.matches("[0-9]+") && !name.equals(TAKEN);
    }
}
