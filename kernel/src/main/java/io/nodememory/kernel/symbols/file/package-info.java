/** Symbol files of every kind, their cache and their comparison. */
package io.nodememory.kernel.symbols.file;
