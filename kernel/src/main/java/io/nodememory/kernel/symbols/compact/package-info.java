/** The compact form of symbols, in memory and in the files of the cache. */
package io.nodememory.kernel.symbols.compact;
