/** Mounts in the terms of /proc/PID/mountinfo, with the options of each file system. */
package io.nodememory.kernel.linux.mount;
