package io.nodememory.shell.report;

import io.nodememory.kernel.table.ColumnSpec.Kind;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.policy.CheckReport;
import io.nodememory.query.policy.CheckReport.Subject;
import io.nodememory.query.policy.RuleResult;
import io.nodememory.shell.output.VisibleText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** A finding's values as the reports name them. */
final class ReportValues {
    /** Numbers that a restart changes: no part of what a finding is. */
    private static final Set<String> FLEETING = Set.of(
            "pid",
            "ppid",
            "tid",
            "fd",
            "ns_pid",
            "mount_ns",
            "net_ns",
            "mnt",
            "inum",
            "container_id",
            "pod_uid",
            "inode",
            "remote_port",
            "local_port",
            "resident_bytes",
            "tracer_pid",
            "cgroup_path",
            "shared_by",
            "pids");

    private ReportValues() {}

    /** A value with controls shown as escapes; addresses in hexadecimal. */
    static String text(ResultColumn column, Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(v -> text(column, v)).collect(Collectors.joining(", ", "[", "]"));
        } else if (column.kind() == Kind.ADDRESS && value instanceof Number address) {
            return "0x%016x".formatted(address.longValue());
        }
        return VisibleText.escape(String.valueOf(value));
    }

    /** {@code name=value} of every value that is there, in one line. */
    static String line(RuleResult result, List<Object> row) {
        StringJoiner line = new StringJoiner(", ");
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i) != null) {
                line.add(result.columns().get(i).name() + "="
                        + text(result.columns().get(i), row.get(i)));
            }
        }
        return line.toString();
    }

    /** The process that a row is about, if it names one. */
    static Optional<Subject> subject(CheckReport report, RuleResult result, List<Object> row) {
        for (int i = 0; i < row.size(); i++) {
            if (result.columns().get(i).name().equals("pid") && row.get(i) != null) {
                return Optional.ofNullable(report.subjects().get(row.get(i)));
            }
        }
        return Optional.empty();
    }

    /** Where a process runs: pod and container, or the node itself. */
    static String place(Subject subject) {
        if (subject.container() == null) {
            return "on the node";
        }
        String pod = subject.pod() == null
                ? null
                : (subject.podNamespace() == null ? "" : subject.podNamespace() + "/") + subject.pod();
        String name = subject.containerName() == null
                ? subject.container()
                        .substring(0, Math.min(12, subject.container().length()))
                : subject.containerName();
        return VisibleText.escape((pod == null ? "" : "pod " + pod + ", ") + "container " + name);
    }

    /**
     * The same for the same finding in another capture: over the rule and the columns that tell the table's rows apart, or,
     * where the result has none of them, all but numbers and addresses that a restart changes.
     */
    static String fingerprint(RuleResult result, List<Object> row) {
        MessageDigest digest = sha256();
        add(digest, result.rule().rule().id());
        for (int i = 0; i < row.size(); i++) {
            ResultColumn column = result.columns().get(i);
            boolean counts = result.identity().isEmpty()
                    ? column.kind() != Kind.ADDRESS && column.kind() != Kind.TIME && !isFleeting(column.name())
                    : result.identity().contains(column.name());
            if (counts) {
                add(digest, column.name());
                add(digest, String.valueOf(row.get(i)));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static boolean isFleeting(String column) {
        return FLEETING.contains(column.substring(column.lastIndexOf('.') + 1));
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // The length first, so that no two lists of texts are the same bytes.
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JRE has SHA-256", e);
        }
    }
}
