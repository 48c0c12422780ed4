/** The typed view of a kernel's memory for people: any struct, list, address or piece of memory, as C would write it. */
package io.nodememory.kernel.inspect;
