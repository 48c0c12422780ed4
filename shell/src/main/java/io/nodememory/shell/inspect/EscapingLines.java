package io.nodememory.shell.inspect;

import io.nodememory.query.text.VisibleText;
import java.io.IOException;

/** Escapes control characters other than line ends: names and strings from an image may contain any byte. */
final class EscapingLines implements Appendable {
    private final Appendable out;

    EscapingLines(Appendable out) {
        this.out = out;
    }

    @Override
    public Appendable append(CharSequence text) throws IOException {
        String all = text.toString();
        int start = 0;
        for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', start)) {
            out.append(VisibleText.escape(all.substring(start, end))).append('\n');
            start = end + 1;
        }
        out.append(VisibleText.escape(all.substring(start)));
        return this;
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) throws IOException {
        return append(text.subSequence(start, end));
    }

    @Override
    public Appendable append(char c) throws IOException {
        return append(String.valueOf(c));
    }
}
