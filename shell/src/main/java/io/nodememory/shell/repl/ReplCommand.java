package io.nodememory.shell.repl;

import java.io.IOException;
import java.util.List;

/**
 * A command of the shell.
 *
 * @param usage how it is written, its name first
 * @param help what it does, one sentence
 * @param arguments what can stand after the name, for completion
 */
record ReplCommand(String name, String usage, String help, Arguments arguments, Action action) {
    /** What the command does. */
    interface Action {
        /** @param argument what stands after the name, stripped; empty for nothing */
        void run(Interpreter shell, String argument) throws IOException;
    }

    /** What can stand after the name. */
    interface Arguments {
        Arguments NONE = state -> List.of();

        List<Argument> list(ShellState state);
    }

    /** A value that can stand after the name, and what it means. */
    record Argument(String value, String help) {}
}
