package io.nodememory.shell.repl;

import io.nodememory.query.Cancellation;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Screen;
import java.io.IOException;
import java.io.PrintStream;

/** Standard output and standard error, for scripts: no pages, no remarks. */
final class PlainConsole implements Console {
    private final Output output;
    private final PrintStream err;

    PlainConsole(Output output, PrintStream err) {
        this.output = output;
        this.err = err;
    }

    @Override
    public Screen screen() {
        return output.screen();
    }

    @Override
    public void error(String message) {
        err.println("nodemem: " + VisibleText.escapeLines(message));
    }

    @Override
    public void note(String remark) {
        // Remarks are for people
    }

    @Override
    public void show(Text text) throws IOException {
        text.write(output.writer(), new Cancellation());
        output.writer().flush();
    }

    @Override
    public void clear() {
        // There is no screen to clear
    }
}
