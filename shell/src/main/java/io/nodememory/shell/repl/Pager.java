package io.nodememory.shell.repl;

import io.nodememory.query.Cancellation;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Screen.Style;
import java.io.IOException;
import java.io.Writer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/**
 * Stops after every screen of lines until a key is pressed. Shown lines stay in the terminal's own scroll-back; memory
 * holds one line at most.
 */
final class Pager extends Writer {
    private static final String PROMPT = "── more: space, enter for a line, a for all, q to stop ──";
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final long LOOK_EVERY_MS = 100;

    private final Terminal terminal;
    private final Screen screen;
    private final Cancellation cancellation;
    private final boolean pages;
    private int left;
    private boolean inLine;

    Pager(Terminal terminal, Screen screen, Cancellation cancellation) {
        this.terminal = terminal;
        this.screen = screen;
        this.cancellation = cancellation;
        pages = terminal.getHeight() > 2 && !Terminal.TYPE_DUMB.equals(terminal.getType());
        left = page();
    }

    private int page() {
        return terminal.getHeight() - 1;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (text[i] == '\n') {
                line(text, start, i + 1 - start);
                start = i + 1;
            }
        }
        if (start < offset + length && !cancellation.isCancelled()) {
            askIfFull();
            terminal.writer().write(text, start, offset + length - start);
            inLine = true;
        }
    }

    private void line(char[] text, int offset, int length) throws IOException {
        askIfFull();
        if (!cancellation.isCancelled()) {
            terminal.writer().write(text, offset, length);
            inLine = false;
            left--;
        }
    }

    private void askIfFull() throws IOException {
        if (pages && left == 0 && !inLine && !cancellation.isCancelled()) {
            left = ask();
        }
    }

    /** The number of lines until the next stop. */
    private int ask() throws IOException {
        terminal.writer().write(screen.paint(Style.DIM, PROMPT));
        terminal.flush();
        Attributes before = terminal.enterRawMode();
        try {
            while (!cancellation.isCancelled()) {
                int key = terminal.reader().read(LOOK_EVERY_MS);
                switch (key) {
                    case NonBlockingReader.READ_EXPIRED -> {}
                    case ' ', 'f' -> {
                        return page();
                    }
                    case '\r', '\n', 'j' -> {
                        return 1;
                    }
                    case 'a', 'G' -> {
                        return Integer.MAX_VALUE;
                    }
                    case 'q', 'Q', 3, 4, NonBlockingReader.EOF -> cancellation.cancel();
                    default -> {}
                }
            }
            return 0;
        } finally {
            terminal.setAttributes(before);
            terminal.writer().write(ERASE_LINE);
        }
    }

    @Override
    public void flush() {
        terminal.flush();
    }

    /** Ends a line that was cut by a cancellation. */
    @Override
    public void close() {
        if (inLine) {
            terminal.writer().println();
        }
        terminal.flush();
    }
}
