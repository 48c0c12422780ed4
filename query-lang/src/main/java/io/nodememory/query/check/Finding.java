package io.nodememory.query.check;

import io.nodememory.query.check.CheckResult.Subject;
import java.util.List;

/**
 * A row that breaks a rule.
 *
 * @param row the values in the order of {@link RuleResult#columns()}, with secrets masked
 * @param fingerprint equal for the same finding in another capture; see {@link Fingerprint}
 * @param isNew whether the baseline lacks this finding; null without a baseline
 * @param subject the process of the row; null if the row has no process
 */
public record Finding(List<Object> row, String fingerprint, Boolean isNew, Subject subject) {
    /** The place of the finding: pod and container, or the node itself. */
    public String place() {
        return subject == null ? "on the node" : subject.place();
    }
}
