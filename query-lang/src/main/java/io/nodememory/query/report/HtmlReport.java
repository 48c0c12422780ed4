package io.nodememory.query.report;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.report.html.ReportPage;
import java.io.IOException;

/**
 * A report as one HTML page for a manager to read and an engineer to dig in: no scripts, nothing from the network, printable,
 * for dark and light screens. Text from evidence is escaped, and a content security policy keeps the page to its own style.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /** @param store that the check was run on: the page shows processes, differences and hashes besides the findings */
    public static void write(Appendable out, CheckResult result, EvidenceStore store) throws IOException {
        ReportPage.write(out, result, store);
    }
}
