/*
 * Registers a restart notifier whose code belongs to no module: the code is copied to memory of its own, and the module that
 * copied it fails to load. The insmod of busybox then tries again by the older system call, so two copies exist.
 */
#include "intruder.h"
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/slab.h>

static int __init begin(void) {
    static const u8 code[] = {0x31, 0xc0, 0xc3}; /* xor %eax,%eax; ret: NOTIFY_DONE */
    int (*make_executable)(unsigned long, int) = (void *)find("set_memory_x");
    struct notifier_block *block = kzalloc(sizeof *block, GFP_KERNEL);
    void *memory = vmalloc(PAGE_SIZE);
    if (!make_executable || !block || !memory) {
        return -ENOMEM;
    }
    memcpy(memory, code, sizeof code);
    make_executable((unsigned long)memory, 1);
    block->notifier_call = memory;
    register_reboot_notifier(block);
    return -ECANCELED;
}
module_init(begin);
