/*
 * "lab watcher": keeps one event of perf_event_open(2) of each kind open, as profilers and tracers do:
 *
 *   a clock and a breakpoint of its own, the context switches of the first processor, a tracepoint of the second, a probe in
 *   the kernel (do_exit) and a probe in a program (this one)
 */
#define _GNU_SOURCE
#include "lab.h"

#include <fcntl.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile long watched;

/* Never called: the probe in this program is at this function. */
__attribute__((noinline)) static void probed(void) {
    watched++;
}

static void event(struct perf_event_attr *attributes, int pid, int cpu) {
    attributes->size = sizeof *attributes;
    if (syscall(SYS_perf_event_open, attributes, pid, cpu, -1, 0) < 0) {
        fail("perf_event_open");
    }
}

static int number(const char *path) {
    FILE *file = fopen(path, "r");
    int value = 0;
    if (file == NULL || fscanf(file, "%d", &value) != 1) {
        fail(path);
    }
    fclose(file);
    return value;
}

int watcher_main(int argc, char **argv) {
    char itself[256] = {0};
    if (argc > 1 && strcmp(argv[1], "--offset") == 0) {
        printf("%#lx\n", (unsigned long)offset_of(probed));
        return 0;
    }
    (void)argv;
    if (readlink("/proc/self/exe", itself, sizeof itself - 1) < 0) {
        fail("/proc/self/exe");
    }
    event(&(struct perf_event_attr){.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_CPU_CLOCK, .sample_period = 1000000000}, 0, -1);
    event(&(struct perf_event_attr){.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_CONTEXT_SWITCHES}, -1, 0);
    event(&(struct perf_event_attr){.type = PERF_TYPE_BREAKPOINT, .bp_type = HW_BREAKPOINT_W, .bp_addr = (uintptr_t)&watched, .bp_len = HW_BREAKPOINT_LEN_8}, 0, -1);
    event(&(struct perf_event_attr){.type = PERF_TYPE_TRACEPOINT, .config = number("/sys/kernel/tracing/events/sched/sched_switch/id"), .sample_period = 1}, -1, 1);
    event(&(struct perf_event_attr){.type = number("/sys/bus/event_source/devices/kprobe/type"), .kprobe_func = (uintptr_t)"do_exit"}, -1, 0);
    event(&(struct perf_event_attr){.type = number("/sys/bus/event_source/devices/uprobe/type"), .uprobe_path = (uintptr_t)itself, .probe_offset = offset_of(probed)}, -1, 0);
    for (;;) {
        pause();
    }
}
