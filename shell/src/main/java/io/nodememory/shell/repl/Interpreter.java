package io.nodememory.shell.repl;

import io.nodememory.kernel.BadInputException;
import io.nodememory.query.Cancellation;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.inspect.Inspector;
import io.nodememory.shell.inspect.ViewFunction;
import io.nodememory.shell.output.CaptureRows;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.runtime.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Runs one line: a command or a query. An error is printed and remembered, and the shell continues. */
final class Interpreter {
    private final ShellState state;
    private final Console console;
    private final ShellHelp help;
    private final Iterable<String> history;
    private boolean left;
    private boolean failed;

    /** @param history the lines typed before, oldest first */
    Interpreter(ShellState state, Console console, Iterable<String> history) {
        this.state = state;
        this.console = console;
        this.history = history;
        this.help = new ShellHelp(console, state.session().engine().catalogue());
    }

    /** Runs a line. Empty lines and comments have no effect. */
    void execute(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#") || text.startsWith("//")) {
            return;
        }
        try {
            Optional<ReplCommand> command = ReplCommands.of(text);
            if (command.isPresent()) {
                String argument = text.substring(command.get().name().length()).strip();
                command.get().action().run(this, argument);
            } else if (ViewFunction.begins(text)) {
                inspect(text);
            } else {
                query(text);
            }
        } catch (BadInputException e) {
            fail(e.getMessage());
        } catch (IOException e) {
            fail("cannot write: " + e.getMessage());
        }
    }

    private void fail(String message) {
        failed = true;
        console.error(message);
    }

    private void inspect(String text) throws IOException {
        Inspector inspector = state.view().inspector();
        if (state.outputFile() == null) {
            console.show((out, cancellation) -> inspector.write(text, out, cancellation));
        } else {
            inspector.write(text, state.outputWriter(), new Cancellation());
            state.outputWriter().flush();
        }
    }

    private void query(String text) throws IOException {
        Instant begun = Instant.now();
        long[] rows = {0};
        if (state.outputFile() == null) {
            console.show((out, cancellation) -> rows[0] =
                    state.session().run(text, state.format().writer(out, console.screen(), false), cancellation));
        } else {
            console.show((screen, cancellation) -> rows[0] = state.session()
                    .run(text, state.format().writer(state.outputWriter(), Screen.PLAIN, false), cancellation));
            state.outputWriter().flush();
            console.note(rows[0] + " rows written to " + state.outputFile());
        }
        if (state.timing()) {
            console.note(Duration.between(begun, Instant.now()).toMillis() + " ms");
        }
    }

    boolean hasLeft() {
        return left;
    }

    /** Returns whether any line failed. */
    boolean hasFailed() {
        return failed;
    }

    Console console() {
        return console;
    }

    ShellHelp help() {
        return help;
    }

    void leave() {
        left = true;
    }

    void captures() throws IOException {
        console.show((out, cancellation) -> CaptureRows.brief(
                state.format().writer(out, console.screen(), false),
                state.session().store().captures()));
    }

    /** @param file null for the image of the current capture */
    void open(Path file) {
        String recorded = state.session().capture().image().path();
        if (file == null && recorded == null) {
            throw new BadInputException("this capture has no image file: name one with open FILE");
        }
        state.view().open(file == null ? Path.of(recorded) : file);
        String banner = state.view().image().kernel().symbols().banner().orElse("a kernel without banner");
        console.note("open: " + VisibleText.escape(banner));
        String release = state.session().capture().kernel().release();
        if (release != null && !banner.contains(release)) {
            console.error("This image has another kernel than the capture that queries read.");
        }
    }

    void code(String table) throws IOException {
        String source = TableSource.of(state.session()
                .engine()
                .catalogue()
                .table(table)
                .orElseThrow(() -> new BadInputException("there is no table '" + table + "': 'tables' lists them")));
        console.show((out, cancellation) -> out.append(source));
    }

    void use(long id) {
        state.session().use(id);
    }

    void baseline(Long id) {
        state.session().baseline(id);
    }

    void format(String name) {
        if (name.isEmpty()) {
            console.note("format " + state.format());
            return;
        }
        for (RowFormat format : RowFormat.values()) {
            if (format.name().equals(name)) {
                state.format(format);
                return;
            }
        }
        throw new BadInputException("there is no format '" + name + "': use " + RowFormat.names());
    }

    /** @param file null for the screen */
    void output(Path file) throws IOException {
        if (file == null) {
            state.outputToScreen();
        } else {
            state.outputTo(file);
        }
    }

    void explain(String query) throws IOException {
        String sql = state.session().engine().explain(query);
        console.show((out, cancellation) -> out.append(sql).append('\n'));
    }

    void timing(boolean on) {
        state.timing(on);
    }

    void secrets(boolean on) {
        state.session().showSecrets(on);
    }

    void history() throws IOException {
        console.show((out, cancellation) -> {
            for (String line : history) {
                out.append(line).append('\n');
            }
        });
    }
}
