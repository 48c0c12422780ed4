/** The parts that define a table: columns, joins, walkers and walks. */
package io.nodememory.kernel.table.spec;
