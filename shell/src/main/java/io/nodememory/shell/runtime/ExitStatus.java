package io.nodememory.shell.runtime;

/** The exit statuses of the command, which are part of its contract. */
public final class ExitStatus {
    public static final int FINE = 0;

    /** {@code check} has findings. */
    public static final int FINDINGS = 1;

    /** The command line or its input cannot be used. */
    public static final int BAD_INPUT = 2;

    /** The run could not look at all of its input, so the output is not complete. */
    public static final int INCOMPLETE = 3;

    private ExitStatus() {}
}
