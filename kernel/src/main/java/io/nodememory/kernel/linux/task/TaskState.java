package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.object.KernelObject;

/** The state letter of {@code /proc/PID/stat}: {@code task_state_array}, fs/proc/array.c. */
public final class TaskState {
    /** {@code TASK_REPORT}, include/linux/sched.h: the bits that /proc shows. */
    private static final long TASK_REPORT = 0x7f;

    private static final long TASK_IDLE = 0x402;
    private static final long TASK_RTLOCK_WAIT = 0x1000;
    private static final long TASK_FROZEN = 0x8000;
    private static final String LETTERS = "RSDTtXZP";

    private TaskState() {}

    public static String of(KernelObject task) {
        long state = task.has("__state") ? task.number("__state") : task.number("state");
        long exit = task.number("exit_state");
        if ((state & TASK_IDLE) == TASK_IDLE) {
            return "I";
        }
        if (state == TASK_RTLOCK_WAIT || (state & TASK_FROZEN) != 0) {
            return "D";
        }
        long shown = (state | exit) & TASK_REPORT;
        int index = shown == 0 ? 0 : 64 - Long.numberOfLeadingZeros(shown);
        return String.valueOf(LETTERS.charAt(index));
    }
}
