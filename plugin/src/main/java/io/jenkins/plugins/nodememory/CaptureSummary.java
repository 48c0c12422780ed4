package io.jenkins.plugins.nodememory;

import io.jenkins.plugins.nodememory.agent.AnalysisReport;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** The facts about a capture that a pipeline and a build's page show. Its rows are in the store. */
public final class CaptureSummary implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final double PERCENT = 100.0;

    private final String store;
    private final long id;
    private final String uuid;
    private final String name;
    private final String node;
    private final String kernel;
    private final String banner;
    private final String symbols;
    private final String sha256;
    private final Long coveredBytes;
    private final Long totalBytes;
    private final long problems;
    private final ArrayList<String> warnings;
    private final LinkedHashMap<String, Long> counts = new LinkedHashMap<>();
    private boolean deleted;

    CaptureSummary(String store, Capture capture, List<CaptureTable> tables, AnalysisReport report) {
        this.store = store;
        this.id = capture.id();
        this.uuid = capture.uuid();
        this.name = capture.name();
        this.node = capture.node();
        this.kernel = capture.kernel().release();
        this.banner = capture.kernel().banner();
        this.symbols = capture.kernel().symbols();
        this.sha256 = capture.imageSha256();
        this.coveredBytes = capture.image().ram().covered();
        this.totalBytes = capture.image().ram().total();
        this.problems = report.problems();
        this.warnings = new ArrayList<>(report.warnings());
        tables.forEach(table -> counts.put(table.name(), table.rowCount()));
    }

    /** The number in the store. */
    @Whitelisted
    public long getId() {
        return id;
    }

    /** The globally unique id: it shows whether the store still holds this capture under its number. */
    public String getUuid() {
        return uuid;
    }

    @Whitelisted
    public String getStore() {
        return store;
    }

    /** The label from the step, or null. */
    @Whitelisted
    public String getName() {
        return name;
    }

    /** The host name in the kernel, or null. An intruder in the kernel can choose it. */
    @Whitelisted
    public String getNode() {
        return node;
    }

    /** The kernel's release, or null. */
    @Whitelisted
    public String getKernel() {
        return kernel;
    }

    @Whitelisted
    public String getBanner() {
        return banner;
    }

    /** The source of the symbols. */
    @Whitelisted
    public String getSymbols() {
        return symbols;
    }

    /** SHA-256 of the image, null if it could not be read to its end. */
    @Whitelisted
    public String getSha256() {
        return sha256;
    }

    /** The percentage of the node's RAM that is in the image; null if the size of its RAM is unknown. */
    @Whitelisted
    public Double getCoverage() {
        return coveredBytes == null || totalBytes == null || totalBytes <= 0
                ? null
                : PERCENT * coveredBytes / totalBytes;
    }

    /** The coverage as text. */
    public String getCoverageText() {
        Double coverage = getCoverage();
        return coverage == null ? "an unknown part" : "%.1f %%".formatted(coverage);
    }

    /** Rows by table. */
    @Whitelisted
    public Map<String, Long> getCounts() {
        return new LinkedHashMap<>(counts);
    }

    /** The number of rows and tables as text. */
    public String getRowsText() {
        return "%,d rows in %d tables"
                .formatted(counts.values().stream().mapToLong(Long::longValue).sum(), counts.size());
    }

    /** Objects that could not be read: the table {@code problems} names them. */
    @Whitelisted
    public long getProblems() {
        return problems;
    }

    /** Why the capture is incomplete: one sentence each. */
    @Whitelisted
    public List<String> getWarnings() {
        return new ArrayList<>(warnings);
    }

    /** Whether the capture is complete. If not, "no rows" proves nothing. */
    @Whitelisted
    public boolean isComplete() {
        return warnings.isEmpty();
    }

    /** Whether its rows were deleted although its build exists. */
    @Whitelisted
    public boolean isDeleted() {
        return deleted;
    }

    void setDeleted() {
        deleted = true;
    }

    @Whitelisted
    @Override
    public String toString() {
        return "capture %d of %s".formatted(id, node == null ? "an unnamed node" : node);
    }
}
