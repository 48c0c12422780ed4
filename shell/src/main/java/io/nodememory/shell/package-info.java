/** The command {@code nodemem}: its commands, its output formats and its interactive shell. */
package io.nodememory.shell;
