package io.jenkins.plugins.nodememory.agent;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's report of an analysis, beside the rows.
 *
 * @param warnings why the capture is incomplete: whole sentences; empty if it is complete
 * @param problems objects that could not be read
 */
public record AnalysisReport(List<String> warnings, long problems) implements Serializable {
    public AnalysisReport {
        // A list of core's that remoting lets through on every version.
        warnings = new ArrayList<>(warnings);
    }
}
