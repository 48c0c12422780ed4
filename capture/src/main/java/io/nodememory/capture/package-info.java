/** Captures the memory of a node as an image with a manifest. */
package io.nodememory.capture;
