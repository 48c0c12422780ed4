package io.nodememory.shell.output;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;

/** A column of the output: its name, and the kind that determines the format of its values. */
public record OutputColumn(String name, Kind kind) {}
