/**
 * Writes rows as Apache Parquet (parquet.apache.org, version 1 data pages). All Java libraries that write Parquet need the
 * classes of Hadoop, which are larger than this program.
 */
package io.nodememory.shell.parquet;
