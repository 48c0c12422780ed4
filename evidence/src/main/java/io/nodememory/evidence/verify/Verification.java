package io.nodememory.evidence.verify;

import io.nodememory.evidence.capture.Capture;
import java.util.List;

/**
 * What a look at a capture's custody found.
 *
 * @param findings what is not as it was sealed; empty if all that was checked is
 * @param notChecked what could not be looked at, and why: neither intact nor changed
 */
public record Verification(Capture capture, List<Finding> findings, List<String> notChecked) {
    /** The parts of a capture that are checked. */
    public enum Part {
        /** The rows of a table. */
        TABLE,
        /** What is recorded about the capture and its tables. */
        METADATA,
        /** The image file. */
        IMAGE,
        /** The manifest beside it: who captured when, why and how. */
        MANIFEST,
        /** The links to the captures before and after. */
        CHAIN
    }

    /**
     * Something that was changed.
     *
     * @param subject the table, column, file or neighbour
     * @param message one sentence with what was expected and what is there
     */
    public record Finding(Part part, String subject, String message) {}

    /** Whether nothing was found changed; see {@link #notChecked} for what that leaves out. */
    public boolean intact() {
        return findings.isEmpty();
    }
}
