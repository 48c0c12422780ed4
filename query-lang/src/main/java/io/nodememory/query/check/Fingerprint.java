package io.nodememory.query.check;

import io.nodememory.evidence.compare.StableNames;
import io.nodememory.kernel.Sha256;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.query.ResultColumn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Identifies a finding across captures and restarts. The fingerprint is the SHA-256 of the rule and the values of the row. It
 * leaves out addresses, times, numbers that the kernel assigns anew, and the ids and suffixes that Kubernetes generates in
 * names.
 */
final class Fingerprint {
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
            "mount_id",
            "parent_id",
            "container_id",
            "pod_uid",
            "inode",
            "device",
            "id",
            "remote_port",
            "resident_bytes",
            "size",
            "refcount",
            "offset",
            "threads",
            "tracer_pid",
            "cgroup_path",
            "super_options",
            "shared_by",
            "pids",
            "count");

    /** The default range of ports that the kernel assigns (net.ipv4.ip_local_port_range). */
    private static final long FIRST_EPHEMERAL = 32768;

    private static final long LAST_EPHEMERAL = 60999;

    private Fingerprint() {}

    static String of(String rule, List<ResultColumn> columns, List<Object> row) {
        MessageDigest digest = Sha256.digest();
        add(digest, rule);
        for (int i = 0; i < row.size(); i++) {
            ResultColumn column = columns.get(i);
            if (!isFleeting(column, row.get(i))) {
                add(digest, column.name());
                add(digest, stable(column, row.get(i)));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static boolean isFleeting(ResultColumn column, Object value) {
        String name = lastPart(column);
        boolean ephemeral = name.equals("local_port")
                && value instanceof Long port
                && port >= FIRST_EPHEMERAL
                && port <= LAST_EPHEMERAL;
        return ephemeral || column.kind() == Kind.ADDRESS || column.kind() == Kind.TIME || FLEETING.contains(name);
    }

    /** The stable text of a value. A list becomes its sorted distinct values, because their counts are no part of a finding. */
    private static String stable(ResultColumn column, Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(element -> stable(column, element))
                    .distinct()
                    .sorted()
                    .toList()
                    .toString();
        }
        return StableNames.of(column.name(), String.valueOf(value));
    }

    private static String lastPart(ResultColumn column) {
        return column.name().substring(column.name().lastIndexOf('.') + 1);
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // The length comes first, so that different lists of texts have different bytes.
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
