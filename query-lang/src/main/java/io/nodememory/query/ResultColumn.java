package io.nodememory.query;

import io.nodememory.kernel.table.spec.ColumnSpec;

/**
 * A column of a query's result.
 *
 * @param name unique in its result
 * @param secret whether it may hold a secret: masked unless asked for
 */
public record ResultColumn(String name, ColumnSpec.Kind kind, boolean secret) {}
