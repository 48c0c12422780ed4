package io.nodememory.query.report;

import java.util.List;
import java.util.Optional;

/** The registry of report formats. */
public final class ReportFormats {
    /** All formats, in the order in which pages and help name them. */
    public static final List<ReportFormat> ALL =
            List.of(new HtmlReport(), new SarifReport(), new JunitReport(), new JsonReport());

    private ReportFormats() {}

    /** The format whose files end with {@code extension}. */
    public static Optional<ReportFormat> byExtension(String extension) {
        return ALL.stream()
                .filter(format -> format.extension().equals(extension))
                .findFirst();
    }
}
