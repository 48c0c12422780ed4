/** The commands of the command line, one class each. */
package io.nodememory.shell.command;
