package io.nodememory.shell.repl;

import io.nodememory.query.Cancellation;
import io.nodememory.shell.runtime.Screen;
import java.io.IOException;

/** Where the shell's words go: a terminal with a person before it, or plain streams. */
interface Console {
    Screen screen();

    /** Says that something cannot be done; lines are kept, all else that a terminal would obey is escaped. */
    void error(String message);

    /** A short remark that is not data, such as how long a query took; plain streams leave it out. */
    void note(String remark);

    /** Writes what may be long: a terminal shows it page by page, and Ctrl-C cancels it. */
    void show(Text text) throws IOException;

    void clear();

    /** Something that writes text until it is done or cancelled. */
    interface Text {
        void write(Appendable out, Cancellation cancellation) throws IOException;
    }
}
