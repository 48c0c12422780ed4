package io.nodememory.shell.output;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureRow;
import java.io.IOException;
import java.util.List;

/** Writes captures as rows. */
public final class CaptureRows {
    /** The columns of a list: few enough for a line, and enough to distinguish captures. */
    private static final List<String> MAIN_COLUMNS =
            List.of("id", "name", "node", "release", "started", "complete", "deleted", "image_path");

    private CaptureRows() {}

    private static List<CaptureRow> rows(List<Capture> captures) {
        return captures.stream().map(CaptureRow::of).toList();
    }

    /** Writes the main columns. */
    public static void brief(RowWriter writer, List<Capture> captures) throws IOException {
        RecordRows.write(writer, CaptureRow.TABLE, MAIN_COLUMNS, rows(captures));
    }

    /** Writes all columns. */
    public static void whole(RowWriter writer, List<Capture> captures) throws IOException {
        RecordRows.write(writer, CaptureRow.TABLE, List.of(), rows(captures));
    }
}
