/** Reads the memory of a running node through a shell on the node. */
package io.nodememory.capture.node;
