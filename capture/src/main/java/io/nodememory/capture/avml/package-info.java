/** Reads a node's memory with Microsoft's AVML. */
package io.nodememory.capture.avml;
