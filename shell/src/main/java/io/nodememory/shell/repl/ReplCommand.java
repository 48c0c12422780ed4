package io.nodememory.shell.repl;

import java.io.IOException;
import java.util.List;

/**
 * A command of the shell.
 *
 * @param usage the syntax, the name first
 * @param help one sentence
 * @param arguments the possible arguments, for completion
 */
record ReplCommand(String name, String usage, String help, Arguments arguments, Action action) {
    /** The action of the command. */
    interface Action {
        /** @param argument the text after the name, stripped; may be empty */
        void run(Interpreter shell, String argument) throws IOException;
    }

    /** The possible arguments. */
    interface Arguments {
        Arguments NONE = state -> List.of();

        List<Argument> list(ShellState state);
    }

    /** A possible argument and its meaning. */
    record Argument(String value, String help) {}
}
