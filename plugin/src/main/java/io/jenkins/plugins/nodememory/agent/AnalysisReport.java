package io.jenkins.plugins.nodememory.agent;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What the agent says of an analysis beside the rows that it sent.
 *
 * @param warnings why the capture is not the whole truth: whole sentences; empty if all could be looked at
 * @param problems objects that could not be read
 */
public record AnalysisReport(List<String> warnings, long problems) implements Serializable {
    public AnalysisReport {
        // A list of core's that remoting lets through on every version.
        warnings = new ArrayList<>(warnings);
    }
}
