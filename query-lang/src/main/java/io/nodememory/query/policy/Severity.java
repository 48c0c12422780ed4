package io.nodememory.query.policy;

/** The severity of a finding, most severe first. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    INFO
}
