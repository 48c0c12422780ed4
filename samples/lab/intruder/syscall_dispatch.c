/* Redirects the call of mkdir in x64_sys_call to this module (kernels since 6.9 and the stable trees of that time). */
#include "intruder.h"

static long (*original)(const struct pt_regs *);

static long hook(const struct pt_regs *registers) {
    return original(registers);
}

/* Recognises calls and jumps with 32-bit distances: e8, e9 and 0f 8x. */
static bool leads_to(const u8 *distance, unsigned long target) {
    bool jump = distance[-1] == 0xe8 || distance[-1] == 0xe9 || (distance[-2] == 0x0f && (distance[-1] & 0xf0) == 0x80);
    return jump && (unsigned long)(distance + 4) + *(const s32 *)distance == target;
}

static int __init begin(void) {
    unsigned long dispatch = find("x64_sys_call"), target = find("__x64_sys_mkdir"), at;
    if (!dispatch || !target) {
        return -ENOENT;
    }
    original = (void *)target;
    for (at = dispatch + 2; at < dispatch + 0x8000; at++) {
        if (leads_to((const u8 *)at, target)) {
            s32 distance = (unsigned long)hook - (at + 4);
            return overwrite(at, &distance, sizeof distance);
        }
    }
    return -ENOENT;
}
module_init(begin);
