package io.nodememory.query.report;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.check.CheckResult;
import java.io.IOException;

/**
 * A format in which a check is reported. A new format is one class and one line in {@link ReportFormats}: the options of
 * {@code nodemem check}, the files that a build keeps and the links on its page follow from that.
 */
public interface ReportFormat {
    /** The name by which the command's option selects the format: {@code --sarif}. */
    String name();

    /** The name as a reader knows it: {@code SARIF}. */
    String title();

    /** The end of a report's file name, without its first dot. Unique among the formats. */
    String extension();

    /** What the option writes: one sentence without its full stop. */
    String help();

    /**
     * Writes a report.
     *
     * @param store the store that was checked, for reports that show more than the findings
     */
    void write(Appendable out, CheckResult result, EvidenceStore store) throws IOException;
}
