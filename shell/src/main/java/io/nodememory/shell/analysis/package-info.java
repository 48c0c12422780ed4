/** Analyses an image file into a store, for {@code analyze}, {@code query --image} and {@code shell IMAGE}. */
package io.nodememory.shell.analysis;
