package io.nodememory.shell.repl;

import io.nodememory.query.Cancellation;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Screen.Style;
import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.InfoCmp.Capability;

/** The terminal of a user. */
final class TerminalConsole implements Console {
    private static final int USUAL_WIDTH = 80;
    private final Terminal terminal;

    TerminalConsole(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Screen screen() {
        int width = terminal.getWidth();
        return Screen.terminal(width > 0 ? width : USUAL_WIDTH);
    }

    @Override
    public void error(String message) {
        terminal.writer().println(screen().paint(Style.RED, VisibleText.escapeLines(message)));
        terminal.flush();
    }

    @Override
    public void note(String remark) {
        terminal.writer().println(screen().paint(Style.DIM, remark));
        terminal.flush();
    }

    @Override
    public void show(Text text) throws IOException {
        Cancellation cancellation = new Cancellation();
        SignalHandler before = terminal.handle(Signal.INT, signal -> cancellation.cancel());
        try (Pager pager = new Pager(terminal, screen(), cancellation)) {
            text.write(pager, cancellation);
        } finally {
            terminal.handle(Signal.INT, before);
        }
        if (cancellation.isCancelled()) {
            note("stopped");
        }
    }

    @Override
    public void clear() {
        terminal.puts(Capability.clear_screen);
        terminal.flush();
    }
}
