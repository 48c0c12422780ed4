package io.nodememory.shell.repl;

import io.nodememory.query.Cancellation;
import io.nodememory.shell.runtime.Screen;
import java.io.IOException;

/** The output of the shell: a terminal with a user, or plain streams. */
interface Console {
    Screen screen();

    /** Prints an error. Line ends stay; other control characters are escaped. */
    void error(String message);

    /** Prints a short remark that is not data, such as the duration of a query. Plain streams omit it. */
    void note(String remark);

    /** Prints text of any length. A terminal shows it page by page; Ctrl-C cancels it. */
    void show(Text text) throws IOException;

    void clear();

    /** A writer of text that ends when it is done or cancelled. */
    interface Text {
        void write(Appendable out, Cancellation cancellation) throws IOException;
    }
}
