package io.nodememory.shell.output;

import io.nodememory.kernel.image.write.ImageWriter;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Writes the description of a written image as one row. */
public final class WrittenImageRow {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("path", Kind.TEXT),
            new OutputColumn("format", Kind.TEXT),
            new OutputColumn("size", Kind.INTEGER),
            new OutputColumn("covered_bytes", Kind.INTEGER),
            new OutputColumn("sha256", Kind.TEXT));

    private WrittenImageRow() {}

    public static void write(RowWriter rows, ImageWriter.Written written) throws IOException {
        rows.start(COLUMNS);
        rows.row(Arrays.asList(
                written.path().toString(), written.format().id(), written.size(), written.memory(), written.sha256()));
        rows.finish();
    }
}
