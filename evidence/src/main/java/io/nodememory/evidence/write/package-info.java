/** Writes and deletes captures: batches of rows, the transaction of a capture, unfinished captures. */
package io.nodememory.evidence.write;
