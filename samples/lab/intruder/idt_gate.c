/* Points the gate of the overflow exception (4) at this module. */
#include "intruder.h"
#include <asm/desc.h>

#define VECTOR 4

void overflow(void);
asm(".text\n.globl overflow\noverflow:\n\t.byte 0xf3, 0x0f, 0x1e, 0xfa\n\tiretq\n");

static int __init begin(void) {
    unsigned long table = find("idt_table"), handler = (unsigned long)overflow;
    gate_desc gate;
    if (!table) {
        return -ENOENT;
    }
    gate = ((gate_desc *)table)[VECTOR];
    gate.offset_low = handler;
    gate.offset_middle = handler >> 16;
    gate.offset_high = handler >> 32;
    return overwrite(table + VECTOR * sizeof gate, &gate, sizeof gate);
}
module_init(begin);
