/** Finds the symbols of a kernel and downloads them. */
package io.nodememory.capture.symbols;
