/** The typed view of an open image: expressions over kernel structures, parsed like queries and never run. */
package io.nodememory.shell.inspect;
