package io.nodememory.kernel.find;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A build of Container-Optimized OS, as {@code /etc/os-release} of a node names it.
 *
 * @param build the build number, such as {@code 17800.147.54} ({@code BUILD_ID})
 * @param board {@code lakitu}, or {@code lakitu-arm64}
 * @param region where the node is, such as {@code europe-west4}, to take the nearest mirror; empty if not known
 */
public record CosImage(String build, String board, String region) {
    public CosImage {
        if (!build.matches("[0-9]+\\.[0-9]+\\.[0-9]+")) {
            throw new IllegalArgumentException(
                    "a build number of Container-Optimized OS is like 17800.147.54: " + build);
        }
        if (!board.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("not a board's name: " + board);
        }
    }

    /** The build on x86-64, wherever it runs. */
    public static CosImage of(String build) {
        return new CosImage(build, "lakitu", "");
    }

    /** Reads {@code /etc/os-release}; empty if it is that of another system. */
    public static Optional<CosImage> parse(String osRelease) {
        Map<String, String> values = new HashMap<>();
        osRelease.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                String value = line.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                values.put(line.substring(0, equals), quoted ? value.substring(1, value.length() - 1) : value);
            }
        });
        String build = values.getOrDefault("BUILD_ID", "");
        return "cos".equals(values.get("ID")) && build.matches("[0-9]+\\.[0-9]+\\.[0-9]+")
                ? Optional.of(of(build))
                : Optional.empty();
    }
}
