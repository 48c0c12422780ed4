package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.nodememory.capture.node.ErrorTail;
import io.nodememory.capture.node.Interruption;
import io.nodememory.capture.node.ShellSession;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CancellationException;

/** A script that runs in a pod, behind the streams of a web socket. */
final class PodSession implements ShellSession {
    private final ExecWatch exec;
    private final ErrorTail errors;
    private final OutputStream input;

    PodSession(ExecWatch exec) {
        this.exec = exec;
        this.errors = ErrorTail.of(exec.getError());
        this.input = new Input(exec.getInput());
    }

    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public InputStream output() {
        return exec.getOutput();
    }

    @Override
    public String errors() {
        return errors.text();
    }

    @Override
    public void close() {
        exec.close();
    }

    /** fabric8 reports a failed send as a RuntimeException: here it is an IOException, or a {@link CancellationException}. */
    private static final class Input extends FilterOutputStream {
        Input(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (RuntimeException e) {
                throw failed(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (RuntimeException e) {
                throw failed(e);
            }
        }

        private static IOException failed(RuntimeException e) {
            if (Interruption.causes(e)) {
                throw Interruption.cancelled(e);
            }
            return new IOException("the web socket to the pod failed: " + e.getMessage(), e);
        }
    }
}
