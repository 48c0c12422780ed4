/** The model of a kernel's symbols: its types, addresses and text, whatever their source. */
package io.nodememory.kernel.symbols;
