/** The memory of processes: areas, page tables, arguments and resident size. */
package io.nodememory.kernel.linux.mm;
