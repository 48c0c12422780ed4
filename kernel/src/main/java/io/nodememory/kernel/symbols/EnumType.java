package io.nodememory.kernel.symbols;

import java.util.Map;

/**
 * An enumeration.
 *
 * @param size bytes of a value
 * @param constants values by name, in order of declaration
 */
public record EnumType(String name, int size, Map<String, Long> constants) {}
