package io.nodememory.shell.output;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;

/** A column of rows to be written: its name and how its values are shown. */
public record OutputColumn(String name, Kind kind) {}
