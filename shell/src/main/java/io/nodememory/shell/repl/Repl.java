package io.nodememory.shell.repl;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.query.QueryContext;
import io.nodememory.query.completion.Completion;
import io.nodememory.query.completion.Highlighting;
import io.nodememory.query.completion.StoreValues;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.inspect.InspectCompletion;
import io.nodememory.shell.inspect.OpenView;
import io.nodememory.shell.query.Session;
import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Screen.Style;
import io.nodememory.shell.runtime.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads lines and runs them until the input ends. */
public final class Repl {
    /** The time limit of a search for values at the press of a key. */
    private static final Duration COMPLETION_PATIENCE = Duration.ofSeconds(1);

    private final ShellState state;

    private Repl(ShellState state) {
        this.state = state;
    }

    /**
     * Runs at a terminal, with completion, colours, history and pages.
     *
     * @param session stays open after the call, as does the view
     */
    public static void interactive(Session session, OpenView view) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            interactive(session, view, terminal);
        }
    }

    static void interactive(Session session, OpenView view, Terminal terminal) throws IOException {
        try (ShellState state = new ShellState(session, view)) {
            new Repl(state).run(terminal);
        }
    }

    /**
     * Runs the lines of a script without prompt and echo. A query continues after an open bracket, and on a line that begins
     * with a dot.
     *
     * @param session stays open after the call, as does the view
     * @return whether all lines succeeded
     */
    public static boolean script(Session session, OpenView view, Output output) throws IOException {
        try (ShellState state = new ShellState(session, view)) {
            Interpreter interpreter = new Interpreter(state, new PlainConsole(output, System.err), List.of());
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            StringBuilder pending = new StringBuilder();
            String line;
            while (!interpreter.hasLeft() && (line = lines.readLine()) != null) {
                if (!goesOn(pending.toString(), line)) {
                    interpreter.execute(pending.toString());
                    pending.setLength(0);
                }
                pending.append(line).append('\n');
            }
            if (!interpreter.hasLeft()) {
                interpreter.execute(pending.toString());
            }
            return !interpreter.hasFailed();
        }
    }

    /** Returns whether a query continues on a line: brackets are open, or the line begins with an operation. */
    private static boolean goesOn(String pending, String line) {
        return !pending.isBlank()
                && ReplCommands.of(pending).isEmpty()
                && (line.stripLeading().startsWith(".")
                        || !OpenBrackets.missing(pending).isEmpty());
    }

    private void run(Terminal terminal) {
        TerminalConsole console = new TerminalConsole(terminal);
        LineReader reader = reader(terminal);
        Interpreter interpreter = new Interpreter(state, console, () -> lines(reader.getHistory()));
        greet(console);
        while (!interpreter.hasLeft()) {
            try {
                interpreter.execute(reader.readLine(prompt(console.screen())));
            } catch (UserInterruptException e) {
                console.note("Ctrl-D or 'exit' leaves.");
            } catch (EndOfFileException e) {
                interpreter.leave();
            }
        }
    }

    private LineReader reader(Terminal terminal) {
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("nodemem")
                .parser(new LineParser())
                .completer(completer())
                .highlighter(new QueryHighlighter(
                        new Highlighting(state.session().engine().catalogue())))
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .option(Option.INSERT_BRACKET, true)
                .option(Option.HISTORY_IGNORE_SPACE, true)
                .option(Option.HISTORY_IGNORE_DUPS, true)
                .option(Option.AUTO_FRESH_LINE, true)
                .option(Option.CASE_INSENSITIVE, true)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P  ")
                .variable(LineReader.INDENTATION, 2)
                .variable(LineReader.LIST_MAX, 100)
                .variable(
                        LineReader.HISTORY_IGNORE,
                        HistoryFile.ignored(state.session().store().tables()))
                .build();
        HistoryFile.prepare().ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
        return reader;
    }

    private ShellCompleter completer() {
        Session session = state.session();
        StoreValues values = new StoreValues(
                session.engine(),
                () -> QueryContext.of(session.connection(), session.capture().id())
                        .withLimits(0, COMPLETION_PATIENCE));
        return new ShellCompleter(
                new Completion(session.engine().catalogue(), values),
                new InspectCompletion(state.view()),
                command -> command.arguments().list(state));
    }

    private String prompt(Screen screen) {
        Capture capture = state.session().capture();
        Capture baseline = state.session().baseline();
        String of = capture.id() + (baseline == null ? "" : "-" + baseline.id());
        String label = capture.name() == null ? "" : " " + VisibleText.escape(capture.name());
        return screen.paint(Style.BOLD, "nodemem")
                + screen.paint(Style.DIM, " " + of + label)
                + screen.paint(Style.CYAN, "> ");
    }

    private void greet(TerminalConsole console) {
        Capture capture = state.session().capture();
        console.note("nodemem %s, %s"
                .formatted(Version.number(), state.session().store().place()));
        console.note("capture %d: %s, read %s"
                .formatted(
                        capture.id(),
                        VisibleText.escape(ReplCommands.describe(capture)),
                        capture.reading().started()));
        if (!capture.complete()) {
            console.error("The capture is not complete: the table problems lists what could not be read.");
        }
        if (state.view().image() != null) {
            console.note("Its image is open: try symbol('init_task').comm");
        }
        console.note("Tab completes, 'help' explains, Ctrl-D leaves. Try: tasks.where { uid == 0 && container_id }");
    }

    private static Iterator<String> lines(History history) {
        return StreamSupport.stream(history.spliterator(), false)
                .map(History.Entry::line)
                .iterator();
    }
}
