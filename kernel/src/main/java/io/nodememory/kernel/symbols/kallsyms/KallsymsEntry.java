package io.nodememory.kernel.symbols.kallsyms;

import java.util.Optional;

/**
 * A symbol as kallsyms has it.
 *
 * @param type the letter that {@code nm} gives it, such as {@code T} for global text
 * @param module the kernel module that defines it; empty for the kernel itself
 */
public record KallsymsEntry(long address, char type, String name, Optional<String> module) {}
