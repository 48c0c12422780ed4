package io.nodememory.query.check;

import io.nodememory.query.check.CheckResult.Subject;
import java.util.List;

/**
 * A row that breaks a rule.
 *
 * @param row its values in the order of {@link RuleResult#columns()}, secrets masked
 * @param fingerprint the same for the same finding in another capture; see {@link Fingerprint}
 * @param isNew whether the baseline has no such finding; null without a baseline
 * @param subject the process it is about, null if it names none
 */
public record Finding(List<Object> row, String fingerprint, Boolean isNew, Subject subject) {
    /** Where it was found: pod and container, or the node itself. */
    public String place() {
        return subject == null ? "on the node" : subject.place();
    }
}
