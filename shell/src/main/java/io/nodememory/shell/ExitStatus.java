package io.nodememory.shell;

/** Exit statuses of the command: part of its contract. */
public final class ExitStatus {
    public static final int FINE = 0;

    /** {@code check} found something. */
    public static final int FINDINGS = 1;

    /** The command line or its input cannot be used. */
    public static final int BAD_INPUT = 2;

    /** Something could not be looked at: what is printed is not the whole. */
    public static final int INCOMPLETE = 3;

    private ExitStatus() {}
}
