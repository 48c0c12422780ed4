package io.nodememory.shell.output;

import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes the description of symbols as one row. */
public final class SymbolsRow {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("path", Kind.TEXT),
            new OutputColumn("origin", Kind.TEXT),
            new OutputColumn("banner", Kind.TEXT),
            new OutputColumn("build_id", Kind.TEXT),
            new OutputColumn("structs", Kind.INTEGER),
            new OutputColumn("enums", Kind.INTEGER),
            new OutputColumn("symbols", Kind.INTEGER));

    private SymbolsRow() {}

    /** @param file the file of the symbols, or the image that contains them */
    public static void write(RowWriter rows, Path file, Symbols symbols) throws IOException {
        rows.start(COLUMNS);
        rows.row(Arrays.asList(
                file.toString(),
                symbols.origin().description(),
                symbols.banner().orElse(null),
                symbols.buildId().orElse(null),
                symbols.structNames().count(),
                symbols.enumNames().count(),
                symbols.symbols().count()));
        rows.finish();
    }
}
