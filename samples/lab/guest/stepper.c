/*
 * "lab stepper": executes probed instructions in a loop, and has a child that was forked while they were probed. All of
 * them are no-operations of a length that kernels replace by a call instead of a breakpoint: 5 bytes since 6.18, 10 since
 * 7.2.
 *
 *   --offsets: prints the offsets of the instructions in this file
 *   --rewrite call|probe|long_probe: instead writes a call of its own to a probed place, or to a place that is not probed,
 *                                    as an intruder does
 */
#define _GNU_SOURCE
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

__asm__(".pushsection .text\n"
        ".balign 64\n"
        "step:\n"
        "probe: .byte 0x0f, 0x1f, 0x44, 0x00, 0x00\n"
        "long_probe: .byte 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00\n"
        "former_probe: .byte 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00\n"
        "unprobed: .byte 0x0f, 0x1f, 0x44, 0x00, 0x00\n"
        "ret\n"
        "elsewhere: ret\n"
        ".popsection\n");

void step(void);
extern uint8_t probe[], long_probe[], former_probe[], unprobed[], elsewhere[];

/* lea -0x80(%rsp), %rsp: kernels put this instruction before the call into 10 bytes. */
static const uint8_t aside[] = {0x48, 0x8d, 0x64, 0x24, 0x80};

static void write_call(uint8_t *at) {
    int32_t distance = (int32_t)(elsewhere - (at + 5));
    at[0] = 0xe8;
    memcpy(at + 1, &distance, sizeof distance);
}

static void rewrite(const char *what) {
    char name[16];
    uint8_t *page = (uint8_t *)((uintptr_t)step & ~4095UL);
    if (mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) < 0) {
        fail("mprotect");
    }
    if (strcmp(what, "long_probe") == 0) {
        memcpy(long_probe, aside, sizeof aside);
        write_call(long_probe + sizeof aside);
    } else {
        write_call(strcmp(what, "probe") == 0 ? probe : unprobed);
    }
    if (mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0) {
        fail("mprotect");
    }
    snprintf(name, sizeof name, "re_%s", what);
    prctl(PR_SET_NAME, name);
}

int stepper_main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--offsets") == 0) {
        printf("probe %#lx\nlong_probe %#lx\nformer_probe %#lx\n", offset_of(probe), offset_of(long_probe), offset_of(former_probe));
        return 0;
    }
    if (argc > 2 && strcmp(argv[1], "--rewrite") == 0) {
        rewrite(argv[2]);
        for (;;) {
            pause();
        }
    }
    for (int i = 0; i < 10; i++) {
        step();
    }
    if (fork() == 0) {
        for (;;) {
            pause();
        }
    }
    for (;;) {
        step();
        usleep(200000);
    }
}
