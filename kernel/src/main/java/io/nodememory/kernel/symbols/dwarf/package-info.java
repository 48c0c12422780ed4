/** Types and variables from the DWARF of a {@code vmlinux}. */
package io.nodememory.kernel.symbols.dwarf;
