package io.nodememory.shell.output;

import io.nodememory.shell.runtime.Screen;

/**
 * The registry of the formats of {@code --format}, under the names that the command line uses. A new format is one class
 * that implements {@link RowWriter} and one constant here: help, completion and {@code .format} of the shell follow from it.
 */
public enum RowFormat {
    table {
        @Override
        public RowWriter writer(Appendable out, Screen screen, boolean exact) {
            return new TableFormat(out, screen);
        }
    },
    vertical {
        @Override
        public RowWriter writer(Appendable out, Screen screen, boolean exact) {
            return new VerticalFormat(out, screen);
        }
    },
    json {
        @Override
        public RowWriter writer(Appendable out, Screen screen, boolean exact) {
            return new JsonFormat(out);
        }
    },
    ndjson {
        @Override
        public RowWriter writer(Appendable out, Screen screen, boolean exact) {
            return new NdjsonFormat(out);
        }
    },
    csv {
        @Override
        public RowWriter writer(Appendable out, Screen screen, boolean exact) {
            return new CsvFormat(out, exact);
        }
    };

    /**
     * Returns a writer of rows in this format.
     *
     * @param exact whether CSV cells keep every character, for programs; otherwise they are safe for spreadsheets and terminals
     */
    public abstract RowWriter writer(Appendable out, Screen screen, boolean exact);

    /** All names in words: {@code table, vertical, json, ndjson or csv}. */
    public static String names() {
        StringBuilder names = new StringBuilder();
        RowFormat[] all = values();
        for (int i = 0; i < all.length; i++) {
            names.append(i == 0 ? "" : i < all.length - 1 ? ", " : " or ").append(all[i]);
        }
        return names.toString();
    }
}
