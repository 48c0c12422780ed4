/** Probes, trace events, perf events and ftrace. */
package io.nodememory.kernel.linux.trace;
