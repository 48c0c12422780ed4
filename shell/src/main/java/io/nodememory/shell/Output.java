package io.nodememory.shell;

import io.nodememory.shell.output.Screen;
import java.io.Writer;

/** Where a command writes its data, and what is there to look at it. */
public record Output(Writer writer, Screen screen) {}
