/** Writes rows as text: one class for each format, all of which stream. */
package io.nodememory.shell.output;
