package io.nodememory.evidence.verify;

import io.nodememory.evidence.capture.Capture;
import java.util.List;

/**
 * The result of the verification of a capture.
 *
 * @param findings changes since the capture was sealed; empty if no change was found
 * @param notChecked parts that could not be checked, each with the reason: neither intact nor changed
 */
public record Verification(Capture capture, List<Finding> findings, List<String> notChecked) {
    /** A part of a capture that is checked. */
    public enum Part {
        /** The rows of a table. */
        TABLE,
        /** The record of the capture and its tables. */
        METADATA,
        /** The image file. */
        IMAGE,
        /** The manifest beside the image: who captured it, when, why and how. */
        MANIFEST,
        /** The links to the previous and the next capture. */
        CHAIN
    }

    /**
     * A change.
     *
     * @param subject the table, column, file or neighbour
     * @param message one sentence with the expected and the present value
     */
    public record Finding(Part part, String subject, String message) {}

    /** Whether no change was found; {@link #notChecked} lists the parts without a check. */
    public boolean intact() {
        return findings.isEmpty();
    }
}
