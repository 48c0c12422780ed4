/* Intercepts writes to /dev/null: the kernel's own operations table of that device points into the module. */
#include "intruder.h"
#include <linux/fs.h>

static typeof(((struct file_operations *)0)->write) original;

static ssize_t written(struct file *file, const char __user *text, size_t count, loff_t *position) {
    return original(file, text, count, position);
}

static int __init begin(void) {
    struct file_operations *operations = (struct file_operations *)find("null_fops");
    typeof(original) hook = written;
    if (!operations || !operations->write) {
        return -ENOENT;
    }
    original = operations->write;
    return overwrite((unsigned long)&operations->write, &hook, sizeof hook);
}
module_init(begin);
