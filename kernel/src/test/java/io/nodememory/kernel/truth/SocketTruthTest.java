package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.ProcessNamespaceRow;
import io.nodememory.kernel.table.SocketRow;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Sockets of the host's network namespace against the guest's /proc/net: addresses, ports, states and names, by inode. */
class SocketTruthTest {
    /** Local and remote address and port in hexadecimal, state, … inode. */
    private static final Pattern INET = Pattern.compile(
            "\\s*\\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]{2}) .{17,18} .{11} \\S+\\s+\\d+\\s+\\d+ (\\d+) .*");

    private static final Pattern UNIX =
            Pattern.compile("[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ [0-9A-F]+ [0-9A-F]+ [0-9A-F]+\\s+(\\d+) ?(.*)");

    @TestFactory
    Stream<DynamicTest> rowsEqualProc() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = sample.truth();
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            long host = SpineTruthTest.rows(kernel, ProcessNamespaceRow.class).stream()
                    .filter(row -> row.pid() == 1)
                    .findFirst()
                    .orElseThrow()
                    .net();
            List<SocketRow> rows = SpineTruthTest.rows(kernel, SocketRow.class).stream()
                    // /proc/net has no sockets without a port; a newline in a name breaks its line there
                    .filter(row -> row.netNs() == host
                            && !(row.localAddress() != null && row.localPort() == 0)
                            && !(row.path() != null && row.path().contains("\n")))
                    .toList();
            for (String table : List.of("tcp", "tcp6", "udp")) {
                Predicate<SocketRow> inTable = row -> row.family().equals(table.endsWith("6") ? "AF_INET6" : "AF_INET")
                        && table.startsWith(row.protocol());
                differences.compareLines(
                        table, inet(truth.get("sys_net_" + table)), lines(rows, inTable, SocketTruthTest::line));
            }
            Set<String> unix = new HashSet<>();
            truth.get("sys_net_unix").forEach(line -> {
                Matcher matcher = UNIX.matcher(line.asText());
                boolean broken = matcher.matches()
                        && (matcher.group(2).equals("/run/so ck")
                                || matcher.group(2).equals("@abs@tract"));
                if (matcher.matches() && !broken) {
                    unix.add(matcher.group(1) + " " + matcher.group(2));
                }
            });
            differences.compareLines(
                    "unix",
                    unix,
                    lines(
                            rows,
                            row -> row.family().equals("AF_UNIX"),
                            row -> row.inode() + " " + (row.path() == null ? "" : row.path())));
            kernel.problems().list().forEach(problem -> differences.add("problem: " + problem));
        }
        assertThat(differences.list()).isEmpty();
        assertThat(differences.compared()).isGreaterThanOrEqualTo(7);
    }

    /** One line for each socket, regardless of its number of descriptors. */
    private static Collection<String> lines(
            List<SocketRow> rows, Predicate<SocketRow> which, java.util.function.Function<SocketRow, String> line) {
        return rows.stream().filter(which).map(line).collect(Collectors.toSet());
    }

    private static String line(SocketRow row) {
        return "%d %s:%d %s:%d %s"
                .formatted(
                        row.inode(),
                        row.localAddress(),
                        row.localPort(),
                        row.remoteAddress(),
                        row.remotePort(),
                        row.state());
    }

    private static Set<String> inet(JsonNode lines) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (JsonNode node : lines) {
            Matcher matcher = INET.matcher(node.asText());
            // Inode 0: a connection without a process
            if (matcher.matches() && !matcher.group(6).equals("0")) {
                sockets.add("%s %s:%d %s:%d %s"
                        .formatted(
                                matcher.group(6),
                                address(matcher.group(1)),
                                Integer.parseInt(matcher.group(2), 16),
                                address(matcher.group(3)),
                                Integer.parseInt(matcher.group(4), 16),
                                state(matcher.group(5))));
            }
        }
        return sockets;
    }

    /** /proc/net prints 32-bit words in the byte order of the machine. */
    private static String address(String hex) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < hex.length(); i += 8) {
            bytes.putInt((int) Long.parseLong(hex.substring(i, i + 8), 16));
        }
        String text = InetAddress.getByAddress(bytes.array()).getHostAddress();
        if (hex.startsWith("0000000000000000FFFF0000")) {
            return "::ffff:" + text;
        }
        return text.equals("0:0:0:0:0:0:0:0") ? "::" : text.equals("0:0:0:0:0:0:0:1") ? "::1" : text;
    }

    private static String state(String hex) {
        return List.of(
                        "",
                        "ESTABLISHED",
                        "SYN_SENT",
                        "SYN_RECV",
                        "FIN_WAIT1",
                        "FIN_WAIT2",
                        "TIME_WAIT",
                        "CLOSE",
                        "CLOSE_WAIT",
                        "LAST_ACK",
                        "LISTEN")
                .get(Integer.parseInt(hex, 16));
    }
}
