/** Files, paths, inodes, open files, the page cache and the tables of functions that serve files. */
package io.nodememory.kernel.linux.fs;
