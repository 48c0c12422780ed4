package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.nodememory.capture.node.ErrorTail;
import io.nodememory.capture.node.ShellSession;
import java.io.InputStream;
import java.io.OutputStream;

/** A script that runs in a pod. */
final class PodSession implements ShellSession {
    private final ExecWatch exec;
    private final ErrorTail errors;

    PodSession(ExecWatch exec) {
        this.exec = exec;
        this.errors = ErrorTail.of(exec.getError());
    }

    @Override
    public OutputStream input() {
        return exec.getInput();
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
}
