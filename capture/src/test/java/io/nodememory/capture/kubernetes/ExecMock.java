package io.nodememory.capture.kubernetes;

import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.node.ShellSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The exec channel of a pod in whose place a real shell runs: frames of v4.channel.k8s.io, 0 to its standard input, 1 from its
 * standard output, 3 for how it ended.
 */
public final class ExecMock extends WebSocketListener {
    private static final String END_OF_SCRIPT = "; exit\n";
    private static final int STDOUT = 1;
    private static final int STATUS = 3;

    private final NodeShell shell;
    private final long cutAfter;
    private final StringBuilder script = new StringBuilder();
    private ShellSession session;

    /** @param cutAfter bytes of output after which the connection is closed without a word */
    public ExecMock(NodeShell shell, long cutAfter) {
        this.shell = shell;
        this.cutAfter = cutAfter;
    }

    @Override
    public void onMessage(WebSocket socket, byte[] message) {
        if (message.length > 0 && message[0] == 0) {
            try {
                input(socket, Arrays.copyOfRange(message, 1, message.length));
            } catch (IOException e) {
                socket.close(1011, "the shell has ended");
            }
        }
    }

    private synchronized void input(WebSocket socket, byte[] bytes) throws IOException {
        if (session != null) {
            session.input().write(bytes);
            session.input().flush();
            return;
        }
        script.append(new String(bytes, StandardCharsets.ISO_8859_1));
        int end = script.indexOf(END_OF_SCRIPT);
        if (end >= 0) {
            int after = end + END_OF_SCRIPT.length();
            session = shell.start(script.substring(0, after));
            Thread pump = new Thread(() -> pump(socket), "exec-mock");
            pump.setDaemon(true);
            pump.start();
            if (after < script.length()) {
                input(socket, script.substring(after).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private void pump(WebSocket socket) {
        byte[] bytes = new byte[16 * 1024];
        bytes[0] = STDOUT;
        long sent = 0;
        try (InputStream output = session.output()) {
            for (int count = output.read(bytes, 1, bytes.length - 1); count > 0; ) {
                if (sent + count > cutAfter) {
                    socket.close(1006 - 6, "");
                    return;
                }
                socket.send(Arrays.copyOf(bytes, count + 1));
                sent += count;
                count = output.read(bytes, 1, bytes.length - 1);
            }
            byte[] status = " {\"status\":\"Success\"}".getBytes(StandardCharsets.US_ASCII);
            status[0] = STATUS;
            socket.send(status);
            socket.close(1000, "");
        } catch (IOException | UncheckedIOException e) {
            socket.close(1011, "");
        }
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
        end();
    }

    @Override
    public void onFailure(WebSocket socket, Throwable cause, Response response) {
        end();
    }

    private synchronized void end() {
        if (session != null) {
            session.close();
        }
    }
}
