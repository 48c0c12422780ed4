/** Extracts files from the page cache of a memory image. */
package io.nodememory.shell.files;
