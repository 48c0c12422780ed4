/** From an image file to a capture in a store: what {@code analyze}, {@code query --image} and {@code shell IMAGE} share. */
package io.nodememory.shell.analysis;
