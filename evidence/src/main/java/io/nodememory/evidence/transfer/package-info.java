/** Moves a capture between machines or stores, row by row. */
package io.nodememory.evidence.transfer;
