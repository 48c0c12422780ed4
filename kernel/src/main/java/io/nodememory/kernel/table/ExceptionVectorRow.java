package io.nodememory.kernel.table;

import io.nodememory.kernel.arch.spec.ExceptionVectors;
import io.nodememory.kernel.arch.spec.ExceptionVectors.Vector;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.List;
import java.util.Optional;

/** A row of {@code exception_vectors}. */
@Table(
        name = "exception_vectors",
        help =
                "An entry of a table of exception vectors (aarch64): the code that the processor runs at an exception. Empty"
                        + " on x86_64, whose processors use the table idt.",
        identity = {"way", "index", "symbol"})
public record ExceptionVectorRow(
        @Column(value = "Address of the entry's first instruction", address = true)
        long address,

        @Column("Table that the entry is in: vectors") String way,
        @Column("Place in the table, from 0") int index,

        @Column("Origin and kind of the exception: el1h sync, el0t 64-bit irq, …")
        String name,

        @Column(
                value = "Address to which the entry branches; null if it has no branch out of the table",
                address = true)
        Long handler,

        @Column("Symbol of the handler") String symbol,

        @Column("Module of the handler; null for the kernel itself")
        String module,

        @Column("Symbol that the handler of this exception has; null if it is unknown")
        String expected,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    private static final String DOING = "reading the exception vectors";

    static void walk(Walk<ExceptionVectorRow> walk) {
        Kernel kernel = walk.kernel();
        Optional<ExceptionVectors> facet = kernel.architecture().exceptionVectors();
        if (facet.isEmpty()) {
            return;
        }
        List<ExceptionVectors.Table> tables = facet.get().tables(kernel);
        if (tables.isEmpty()) {
            walk.problem(0, DOING, "this kernel's symbols lack vectors");
        }
        tables.forEach(table -> walk.attempt(
                table.address(),
                DOING,
                () -> facet.get()
                        .vectors(kernel, table)
                        .forEach(vector -> walk.emit(row(kernel, table.symbol(), vector)))));
    }

    private static ExceptionVectorRow row(Kernel kernel, String table, Vector vector) {
        List<String> known = vector.expected().stream()
                .filter(name -> kernel.findAddress(name).isPresent())
                .toList();
        if (vector.handler().isEmpty()) {
            return new ExceptionVectorRow(
                    vector.address(),
                    table,
                    vector.index(),
                    vector.name(),
                    null,
                    null,
                    null,
                    known.isEmpty() ? null : known.get(0),
                    "does not branch to a handler");
        }
        long handler = vector.handler().getAsLong();
        CodeOwner owner = CodeOwners.of(kernel).find(handler);
        boolean right = known.stream().anyMatch(name -> kernel.address(name) == handler);
        String verdict = owner.verdict();
        if (verdict == null && owner.module() != null) {
            verdict = "leads into a module";
        } else if (verdict == null && !known.isEmpty() && !right) {
            verdict = "another function than the kernel's for this exception";
        }
        return new ExceptionVectorRow(
                vector.address(),
                table,
                vector.index(),
                vector.name(),
                handler,
                owner.symbol(),
                owner.module(),
                known.isEmpty() ? null : known.get(0),
                verdict);
    }
}
