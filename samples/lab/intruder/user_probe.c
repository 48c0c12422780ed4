/* Probes a program: path=/bin/busybox offset=N, the offset of an instruction in the file; hides itself. */
#include "intruder.h"
#include <linux/namei.h>
#include <linux/uprobes.h>

static char *path;
static long offset;
module_param(path, charp, 0);
module_param(offset, long, 0);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static int reached(struct uprobe_consumer *consumer, struct pt_regs *registers) {
#else
static int reached(struct uprobe_consumer *consumer, struct pt_regs *registers, __u64 *data) {
#endif
    return 0;
}

static struct uprobe_consumer consumer = {.handler = reached};

static int __init begin(void) {
    struct path file;
    int error = kern_path(path, LOOKUP_FOLLOW, &file);
    if (error) {
        return error;
    }
    hide_module();
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
    return uprobe_register(d_inode(file.dentry), offset, &consumer);
#else
    return PTR_ERR_OR_ZERO(uprobe_register(d_inode(file.dentry), offset, 0, &consumer));
#endif
}
module_init(begin);
