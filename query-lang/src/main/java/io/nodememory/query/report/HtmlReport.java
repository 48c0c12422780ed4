package io.nodememory.query.report;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.report.html.ReportPage;
import java.io.IOException;

/**
 * A report as one printable HTML page for light and dark screens. The page has no scripts and loads nothing from the
 * network. Text from evidence is escaped, and a content security policy allows the page's own style sheet only. Besides
 * the findings the page shows processes, differences to the baseline and hashes, which it reads from the store.
 */
public final class HtmlReport implements ReportFormat {
    @Override
    public String name() {
        return "html";
    }

    @Override
    public String title() {
        return "HTML";
    }

    @Override
    public String extension() {
        return "html";
    }

    @Override
    public String help() {
        return "Write a page for people, which needs no network";
    }

    @Override
    public void write(Appendable out, CheckResult result, EvidenceStore store) throws IOException {
        ReportPage.write(out, result, store);
    }
}
