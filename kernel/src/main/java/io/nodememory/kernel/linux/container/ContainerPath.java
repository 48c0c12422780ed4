package io.nodememory.kernel.linux.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container as its cgroup path names it, in the forms that kubelet and the runtimes generate.
 *
 * <p>With the systemd driver:
 * {@code /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod<uid>.slice/cri-containerd-<id>.scope}; with
 * the cgroupfs driver: {@code /kubepods/burstable/pod<uid>/<id>}; outside of Kubernetes: {@code /docker/<id>} and
 * {@code /system.slice/docker-<id>.scope}.
 *
 * @param containerId the id that the runtime assigned
 * @param runtime {@code containerd}, {@code cri-o}, {@code docker}, {@code podman}; null if the path does not name it
 * @param podUid the pod's uid with dashes, or the hash of a static pod; null outside of a pod
 * @param qos {@code Guaranteed}, {@code Burstable}, {@code BestEffort}; null outside of a pod
 * @param cgroupPath the cgroup of the container itself; the task may be in a child of it
 */
public record ContainerPath(String containerId, String runtime, String podUid, String qos, String cgroupPath) {
    private static final Pattern SCOPE =
            Pattern.compile("(?:(cri-containerd|containerd|crio|docker|libpod|nerdctl)-)?([0-9a-f]{64})(?:\\.scope)?");
    /**
     * The names that containerd itself gives to cgroups put slice, prefix and id into one segment:
     * {@code kubepods-…slice:cri-containerd:<id>}.
     */
    private static final Pattern COLONS = Pattern.compile("[^/]*:(cri-containerd|crio|docker):([0-9a-f]{64})");

    private static final Pattern POD = Pattern.compile(
            "(?:^|[/-])pod"
                    + "([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\\.slice)?(?=[/:]|$)");

    public static Optional<ContainerPath> parse(String path) {
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(Math.min(start, end), end);
            Matcher matcher = SCOPE.matcher(segment);
            boolean found = matcher.matches();
            if (!found) {
                matcher = COLONS.matcher(segment);
                found = matcher.matches();
            }
            if (found) {
                return Optional.of(of(path.substring(0, end), matcher.group(1), matcher.group(2)));
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static ContainerPath of(String path, String prefix, String id) {
        Matcher pod = POD.matcher(path);
        String uid = pod.find() ? pod.group(1).replace('_', '-') : null;
        return new ContainerPath(id, runtime(path, prefix), uid, uid == null ? null : qos(path), path);
    }

    private static String runtime(String path, String prefix) {
        if (prefix != null) {
            return switch (prefix) {
                case "crio" -> "cri-o";
                case "docker" -> "docker";
                case "libpod" -> "podman";
                default -> "containerd";
            };
        }
        if (path.startsWith("/docker/")) {
            return "docker";
        }
        return path.contains("/libpod") ? "podman" : null;
    }

    private static String qos(String path) {
        if (path.contains("besteffort")) {
            return "BestEffort";
        }
        return path.contains("burstable") ? "Burstable" : "Guaranteed";
    }
}
