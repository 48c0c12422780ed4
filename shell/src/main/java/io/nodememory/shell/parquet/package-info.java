/**
 * Writes Apache Parquet (the format of parquet.apache.org, version 1 data pages) from rows. Of the libraries for Java that write
 * it all need Hadoop's classes, which are larger than this program.
 */
package io.nodememory.shell.parquet;
