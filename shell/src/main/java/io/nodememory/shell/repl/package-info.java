/** The interactive shell: reads queries and commands, from a person at a terminal or from a script. */
package io.nodememory.shell.repl;
