/* Registers a hook of a security module that the kernel calls before it starts a program. */
#include "intruder.h"
#include <linux/binfmts.h>
#include <linux/lsm_hooks.h>

static int asked(struct linux_binprm *program) {
    return 0;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)

static struct security_hook_list hook = {.lsm = "intruder"};

static int __init begin(void) {
    struct security_hook_heads *heads = (struct security_hook_heads *)find("security_hook_heads");
    struct hlist_node *first = &hook.list;
    if (!heads) {
        return -ENOENT;
    }
    hook.head = &heads->bprm_check_security;
    hook.hook.bprm_check_security = asked;
    hook.list.next = hook.head->first;
    return overwrite((unsigned long)&hook.head->first, &first, sizeof first);
}

#else

static const struct lsm_id id = {.name = "intruder"};
static struct security_hook_list hook = {.hook.bprm_check_security = asked, .lsmid = &id};

static int __init begin(void) {
    struct lsm_static_calls_table *table = (struct lsm_static_calls_table *)find("static_calls_table");
    struct security_hook_list *here = &hook;
    int slot;
    if (!table) {
        return -ENOENT;
    }
    for (slot = 0; slot < MAX_LSM_COUNT; slot++) {
        struct lsm_static_call *call = &table->bprm_check_security[slot];
        if (!call->hl) {
            hook.scalls = table->bprm_check_security;
            __static_call_update(call->key, call->trampoline, asked);
            overwrite((unsigned long)&call->hl, &here, sizeof here);
            static_key_enable(&call->active->key);
            return 0;
        }
    }
    return -ENOSPC;
}

#endif
module_init(begin);
