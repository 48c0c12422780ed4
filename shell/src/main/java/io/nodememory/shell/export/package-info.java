/** Exports captures as files for other programs, in the partition folders of Trino, Spark, BigQuery and DuckDB. */
package io.nodememory.shell.export;
