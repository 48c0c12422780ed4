/** Sections, symbols and notes of ELF files. */
package io.nodememory.kernel.symbols.elf;
