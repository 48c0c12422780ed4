/** What the commands need to open an evidence store. */
package io.nodememory.shell.store;
