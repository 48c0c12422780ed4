package io.nodememory.shell.repl;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.shell.inspect.OpenView;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.query.Session;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The settings of the shell: its commands write them, its queries read them. */
final class ShellState implements AutoCloseable {
    private final Session session;
    private final OpenView view;
    private RowFormat format = RowFormat.table;
    private boolean timing = true;
    private Path outputFile;
    private Writer outputWriter;

    ShellState(Session session, OpenView view) {
        this.session = session;
        this.view = view;
    }

    /** The open image of the typed view, if any. */
    OpenView view() {
        return view;
    }

    Session session() {
        return session;
    }

    RowFormat format() {
        return format;
    }

    void format(RowFormat chosen) {
        format = chosen;
    }

    boolean timing() {
        return timing;
    }

    void timing(boolean on) {
        timing = on;
    }

    /** The file that receives results; null for the screen. */
    Path outputFile() {
        return outputFile;
    }

    Writer outputWriter() {
        return outputWriter;
    }

    /** Sends results to a new file with permissions for its owner alone. An existing file is never overwritten. */
    void outputTo(Path file) throws IOException {
        outputToScreen();
        try {
            var channel = OwnerOnlyFiles.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            outputWriter = new BufferedWriter(
                    new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
            outputFile = file;
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException(file + " already exists: name a new file", e);
        }
    }

    void outputToScreen() throws IOException {
        if (outputWriter != null) {
            outputWriter.close();
            outputWriter = null;
            outputFile = null;
        }
    }

    @Override
    public void close() throws IOException {
        outputToScreen();
    }
}
