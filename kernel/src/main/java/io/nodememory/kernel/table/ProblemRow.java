package io.nodememory.kernel.table;

import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code problems}. */
@Table(name = "problems", help = "An object that could not be read: the reason why a row or a value may be missing.")
public record ProblemRow(
        @Column(value = "Kernel address of the object; 0 if it has none", address = true)
        long address,

        @Column("Table that may lack a row or a value") String table,
        @Column("Failed step") String doing,
        @Column("Reason of the failure") String why) {

    static void walk(Walk<ProblemRow> walk) {
        for (Problem problem : walk.kernel().problems().list()) {
            walk.emit(new ProblemRow(problem.address(), problem.table(), problem.doing(), problem.why()));
        }
    }
}
