package io.nodememory.evidence.database.postgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's PostgreSQL server for the tests of one JVM, on the loopback interface, with its data in a temporary folder. It sorts texts
 * in the order of a natural language, which the order of a store must not depend on.
 */
public final class PostgresServer {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String OWNER = "tester";

    private static PostgresServer running;
    private static int databases;

    private final Path programs;
    private final Path data;
    private final int port;

    private PostgresServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** The URL of a new, empty database with its owner and password; empty if no server is installed. */
    public static synchronized Optional<String> newDatabase() throws IOException, SQLException {
        if (running == null) {
            Optional<Path> programs = programs();
            if (programs.isEmpty()) {
                System.err.println("SKIPPED: no PostgreSQL server is installed (Debian: apt install postgresql)");
                return Optional.empty();
            }
            running = start(programs.get());
        }
        String name = "test" + ++databases;
        execute(running.url("postgres", OWNER), "CREATE DATABASE " + name);
        return Optional.of(running.url(name, OWNER) + "&password=unused-secret");
    }

    /** The URL of the same database for another user, who is created if missing. */
    public static String asUser(String url, String user, String attributes) throws SQLException {
        execute(
                url,
                "DO $$ BEGIN CREATE ROLE %s %s; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
                        .formatted(user, attributes));
        return url.replaceFirst("\\?.*", "").replace("//", "//" + user + "@");
    }

    /** Runs a statement as the user of the URL. */
    public static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url(String database, String user) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, database, user);
    }

    private static PostgresServer start(Path programs) throws IOException {
        Path data = Files.createTempDirectory("nodemem-postgres");
        if (isRoot()) {
            run(List.of("chown", "postgres", data.toString()));
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        PostgresServer server = new PostgresServer(programs, data, port);
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        server.pg(
                "initdb",
                "-D",
                data + "/db",
                "-U",
                OWNER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C.UTF-8",
                "--locale-provider=icu",
                "--icu-locale=en");
        server.pg(
                "pg_ctl",
                "-D",
                data + "/db",
                "-w",
                "-l",
                data + "/log",
                "-o",
                "-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories= -p " + port,
                "start");
        return server;
    }

    private void stop() {
        try {
            pg("pg_ctl", "-D", data + "/db", "-m", "immediate", "stop");
            run(List.of("rm", "-r", data.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLED) || (isRoot() && !hasUser("postgres"))) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean hasUser(String name) throws IOException {
        return Files.readAllLines(Path.of("/etc/passwd")).stream().anyMatch(line -> line.startsWith(name + ":"));
    }

    /** The server does not run as root: it then runs as the user of Debian's package. */
    private void pg(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("failed: " + command);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + command, e);
        }
    }
}
