package io.nodememory.evidence.capture;

import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.List;

/** The record of one table of a capture. A table that was walked without finding a row has one too. */
@Table(name = "capture_tables", help = "How many rows a capture wrote into a table, and their hash.")
public record CaptureTable(
        @Column("Number of the capture") long capture,
        @Column("Name of the table") String name,
        @Column("Number of rows") long rowCount,

        @Column("SHA-256 over all rows in their canonical form")
        String sha256,

        @Column("The hashed columns, in their order") List<String> columns) {

    public static final TableSpec<CaptureTable> TABLE = TableSpec.of(CaptureTable.class, walk -> {});
}
