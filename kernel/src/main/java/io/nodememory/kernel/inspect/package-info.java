/** The typed view of a kernel's memory for people: any struct, list, address or range of memory, written as in C. */
package io.nodememory.kernel.inspect;
