package io.nodememory.shell.export;

import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.parquet.ParquetRows;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Version;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The formats of an export. Their names are those of the command line and the extensions of the files. */
public enum ExportFormat {
    parquet,
    csv,
    ndjson;

    interface Rows {
        void to(RowWriter writer) throws IOException;
    }

    /** Writes a file. CSV and JSON have no place for the metadata. */
    void write(OutputStream out, Map<String, String> metadata, boolean exact, Rows rows) throws IOException {
        if (this == parquet) {
            rows.to(new ParquetRows(out, metadata, "nodemem version " + Version.number()));
            return;
        }
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        rows.to(RowFormat.valueOf(name()).writer(text, Screen.PLAIN, exact));
        text.flush();
    }
}
