/** The interactive shell: reads queries and commands from a terminal or a script. */
package io.nodememory.shell.repl;
