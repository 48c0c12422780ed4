package io.nodememory.shell.output;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.util.List;

/** Writes captures as rows. */
public final class CaptureRows {
    private static final TableSpec<Capture> TABLE = TableSpec.of(Capture.class, walk -> {});

    /** The columns of a list: few enough for a line, and enough to distinguish captures. */
    private static final List<String> MAIN_COLUMNS =
            List.of("id", "name", "node", "release", "started", "complete", "deleted", "image_path");

    private CaptureRows() {}

    public static void brief(RowWriter writer, List<Capture> captures) throws IOException {
        RecordRows.write(writer, TABLE, MAIN_COLUMNS, captures);
    }

    public static void whole(RowWriter writer, List<Capture> captures) throws IOException {
        RecordRows.write(writer, TABLE, List.of(), captures);
    }
}
