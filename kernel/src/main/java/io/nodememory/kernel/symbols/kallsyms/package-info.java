/** Symbol addresses from kallsyms, as a table in memory and as text. */
package io.nodememory.kernel.symbols.kallsyms;
