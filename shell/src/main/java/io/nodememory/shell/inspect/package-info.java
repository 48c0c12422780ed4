/** The typed view of an open image: expressions for investigators, parsed as queries are and never run. */
package io.nodememory.shell.inspect;
