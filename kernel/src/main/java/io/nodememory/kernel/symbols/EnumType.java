package io.nodememory.kernel.symbols;

import java.util.Map;

/**
 * An enumeration of a kernel.
 *
 * @param size size of a value in bytes
 * @param constants values by name, in order of declaration
 */
public record EnumType(String name, int size, Map<String, Long> constants) {}
