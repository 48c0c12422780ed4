package io.nodememory.kernel.table;

import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code problems}. */
@Table(name = "problems", help = "Something that could not be read: why a row or a value may be missing.")
public record ProblemRow(
        @Column(value = "Kernel address of the object, 0 where there is none", address = true)
        long address,

        @Column("Table that was being filled") String table,
        @Column("What was being done") String doing,
        @Column("Why it failed") String why) {

    static void walk(Walk<ProblemRow> walk) {
        for (Problem problem : walk.kernel().problems().list()) {
            walk.emit(new ProblemRow(problem.address(), problem.table(), problem.doing(), problem.why()));
        }
        long dropped = walk.kernel().problems().dropped();
        if (dropped > 0) {
            walk.emit(new ProblemRow(0, "problems", "keeping problems", dropped + " more problems were not kept"));
        }
    }
}
