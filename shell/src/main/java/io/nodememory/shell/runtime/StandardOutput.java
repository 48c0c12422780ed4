package io.nodememory.shell.runtime;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Standard output in UTF-8 for every locale. Unlike {@link System#out} it throws the errors of writing. */
public final class StandardOutput extends Writer {
    private final Writer writer = new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), 1 << 16);

    /** A print writer for libraries; it writes through to this writer. */
    public PrintWriter printWriter() {
        return new PrintWriter(this);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        writer.write(text, offset, length);
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.flush();
    }
}
