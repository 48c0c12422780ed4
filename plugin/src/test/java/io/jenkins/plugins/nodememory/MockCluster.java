package io.jenkins.plugins.nodememory;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An API server as far as a capture uses it: one node, pods, and shells in them. The shells are real ones on this machine, in real
 * WebSocket frames of the protocol v4.channel.k8s.io; what they read is a folder that looks like a node ({@link FakeNode}).
 */
final class MockCluster implements Closeable {
    private static final String PODS = "/api/v1/namespaces/forensics/pods";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final FakeNode node;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    /** Names of pods that are there. */
    final Set<String> pods = ConcurrentHashMap.newKeySet();

    /** Method and path of each request. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** What pods say of themselves: Pending, Running. */
    volatile String phase = "Running";

    /** Bytes that shells wrote. */
    final AtomicLong written = new AtomicLong();

    /** Bytes that shells may write before they stand still. */
    volatile long most = Long.MAX_VALUE;

    MockCluster(FakeNode node) throws IOException {
        this.node = node;
        Thread thread = new Thread(this::accept, "mock cluster");
        thread.setDaemon(true);
        thread.start();
    }

    String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: mock, cluster: {server: "%s"}}]
                users: [{name: ann, user: {token: very-secret-token}}]
                contexts: [{name: mock, context: {cluster: mock, user: ann, namespace: forensics}}]
                current-context: mock
                """.formatted(url());
    }

    String url() {
        return "http://localhost:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread thread = new Thread(() -> serve(socket), "mock cluster connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String[] request = line(in).split(" ");
                Map<String, String> headers = new HashMap<>();
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    String[] pair = line.split(":", 2);
                    headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip());
                }
                String body = new String(
                        in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))),
                        StandardCharsets.UTF_8);
                requests.add(request[0] + " " + request[1]);
                if (headers.containsKey("upgrade")) {
                    exec(in, socket.getOutputStream(), headers.get("sec-websocket-key"));
                    return;
                }
                answer(socket.getOutputStream(), request[0], request[1].split("\\?")[0], body);
            }
        } catch (IOException e) {
            // The client went away.
            return;
        } finally {
            open.remove(socket);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private void answer(OutputStream out, String method, String path, String body) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/version")) {
            send(out, 200, "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.34.1\"}");
        } else if (path.equals("/api/v1/nodes/node-7")) {
            send(out, 200, """
                    {"kind":"Node","apiVersion":"v1","metadata":{"name":"node-7"},
                     "status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        } else if (method.equals("POST") && path.equals(PODS)) {
            String created = body.replaceFirst("(?s).*\"name\":\"(nodemem-[a-z0-9-]+)\".*", "$1");
            pods.add(created);
            send(out, 201, pod(created));
        } else if (path.equals(PODS)) {
            send(out, 200, "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}");
        } else if (path.startsWith(PODS) && pods.contains(name)) {
            if (method.equals("DELETE")) {
                pods.remove(name);
            }
            send(out, 200, pod(name));
        } else if (path.equals("/api/v1/pods")) {
            send(out, 200, "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}");
        } else {
            send(
                    out,
                    404,
                    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}");
        }
    }

    private String pod(String name) {
        return """
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"%s","namespace":"forensics"},
                 "spec":{"nodeName":"node-7","containers":[{"name":"reader","image":"busybox"}]},
                 "status":{"phase":"%s"}}""".formatted(name, phase);
    }

    private static void send(OutputStream out, int code, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(code, body.length);
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    /** A shell over a web socket: the first byte of a message is its channel, 0 to 3 for input, output, errors and status. */
    private void exec(InputStream in, OutputStream out, String key) throws IOException {
        String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        Process shell = node.shell();
        open.add(shell::destroyForcibly);
        pump(shell.getInputStream(), out, 1);
        pump(shell.getErrorStream(), out, 2);
        try {
            DataInputStream data = new DataInputStream(in);
            StringBuilder first = new StringBuilder();
            while (true) {
                int opcode = data.readUnsignedByte() & 0xf;
                int length = data.readUnsignedByte() & 0x7f;
                length = length == 126 ? data.readUnsignedShort() : length == 127 ? (int) data.readLong() : length;
                byte[] mask = data.readNBytes(4);
                byte[] message = data.readNBytes(length);
                for (int i = 0; i < message.length; i++) {
                    message[i] ^= mask[i & 3];
                }
                if (opcode == 8) {
                    frame(out, 8, message);
                    return;
                } else if (opcode == 2 && message.length > 0 && message[0] == 0) {
                    String text = new String(message, 1, message.length - 1, StandardCharsets.ISO_8859_1);
                    shell.getOutputStream().write(node.moved(text).getBytes(StandardCharsets.ISO_8859_1));
                    shell.getOutputStream().flush();
                }
            }
        } finally {
            shell.destroyForcibly();
        }
    }

    private void pump(InputStream from, OutputStream out, int channel) {
        Thread thread = new Thread(
                () -> {
                    try {
                        byte[] buffer = new byte[16 * 1024];
                        buffer[0] = (byte) channel;
                        for (int n = from.read(buffer, 1, buffer.length - 1);
                                n > 0;
                                n = from.read(buffer, 1, buffer.length - 1)) {
                            while (written.get() > most) {
                                Thread.sleep(50);
                            }
                            written.addAndGet(n);
                            frame(out, 2, Arrays.copyOf(buffer, n + 1));
                        }
                    } catch (IOException | InterruptedException e) {
                        // The shell or the client ended.
                        return;
                    }
                },
                "mock cluster shell");
        thread.setDaemon(true);
        thread.start();
    }

    private static void frame(OutputStream out, int opcode, byte[] message) throws IOException {
        synchronized (out) {
            out.write(0x80 | opcode);
            if (message.length < 126) {
                out.write(message.length);
            } else {
                out.write(126);
                out.write(message.length >> 8);
                out.write(message.length);
            }
            out.write(message);
            out.flush();
        }
    }

    private static String accept(String key) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Closeable closeable : open) {
            closeable.close();
        }
    }
}
