package io.nodememory.query.policy;

/** How much a finding matters, the worst first. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    INFO
}
