package io.nodememory.kernel.symbols.kallsyms;

import java.util.Optional;

/**
 * A symbol of kallsyms.
 *
 * @param type the letter of {@code nm}, such as {@code T} for global text
 * @param module the kernel module that defines it; empty for the kernel itself
 */
public record KallsymsEntry(long address, char type, String name, Optional<String> module) {}
