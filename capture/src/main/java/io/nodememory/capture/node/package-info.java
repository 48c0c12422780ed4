/** Reading the memory of a running node through a shell on it, whatever gives that shell. */
package io.nodememory.capture.node;
