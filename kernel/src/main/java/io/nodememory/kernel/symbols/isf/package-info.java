/** Volatility 3's intermediate symbol format (ISF), read and written. */
package io.nodememory.kernel.symbols.isf;
