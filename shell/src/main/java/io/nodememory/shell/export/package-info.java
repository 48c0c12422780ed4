/** Captures as files for other programs, in the folders that Trino, Spark, BigQuery and DuckDB take for partitions. */
package io.nodememory.shell.export;
