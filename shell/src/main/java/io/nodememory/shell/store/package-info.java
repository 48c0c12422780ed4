/** Reads the key of an evidence store for the commands. */
package io.nodememory.shell.store;
