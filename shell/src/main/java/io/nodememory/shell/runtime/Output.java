package io.nodememory.shell.runtime;

import java.io.Writer;

/** The writer of a command's data, and the screen that shows it. */
public record Output(Writer writer, Screen screen) {}
