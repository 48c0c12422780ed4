package io.nodememory.query;

import io.nodememory.kernel.table.spec.ColumnSpec;

/**
 * A column of a query's result.
 *
 * @param name unique within the result
 * @param secret whether values can be secrets, which are masked by default
 */
public record ResultColumn(String name, ColumnSpec.Kind kind, boolean secret) {}
