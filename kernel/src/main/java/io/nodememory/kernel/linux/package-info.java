/** The meaning of the kernel's structures: what every subsystem's package uses, such as per-CPU variables and capabilities. */
package io.nodememory.kernel.linux;
