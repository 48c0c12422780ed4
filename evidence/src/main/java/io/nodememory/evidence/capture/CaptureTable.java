package io.nodememory.evidence.capture;

import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.List;

/** What a capture wrote into one table: a table without rows has one of these too. */
@Table(name = "capture_tables", help = "How many rows a capture wrote into a table, and their hash.")
public record CaptureTable(
        @Column("Number of the capture") long capture,
        @Column("Name of the table") String name,
        @Column("Number of rows") long rowCount,

        @Column("SHA-256 over all rows in their canonical form")
        String sha256,

        @Column("The columns that were hashed, in their order")
        List<String> columns) {

    public static final TableSpec<CaptureTable> TABLE = TableSpec.of(CaptureTable.class, walk -> {});
}
