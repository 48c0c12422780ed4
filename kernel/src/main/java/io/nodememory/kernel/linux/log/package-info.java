/** The kernel's message buffers. */
package io.nodememory.kernel.linux.log;
