package io.nodememory.kernel.linux.container;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.fs.OpenFiles;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of pods from the open log files of the container runtime, which writes to
 * {@code /var/log/pods/<namespace>_<pod>_<uid>/<container>/<n>.log}.
 */
public final class PodLogs {
    /** Names of Kubernetes objects contain no underscore, so the three parts are unambiguous. */
    private static final Pattern LOG = Pattern.compile("^/var/log/pods/([^_/]+)_([^_/]+)_([^_/]+)/([^/]+)/[^/]+$");

    /** The processes that open the logs: containerd itself, CRI-O's conmon, Docker's shim. */
    private static final List<String> WRITERS = List.of("containerd", "conmon", "dockerd", "crio");

    /**
     * The log of a container.
     *
     * @param podUid the pod's uid with dashes
     */
    public record Log(String podNamespace, String podName, String podUid, String containerName) {
        static Optional<Log> parse(String path) {
            Matcher matcher = LOG.matcher(path);
            return matcher.matches()
                    ? Optional.of(new Log(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
                    : Optional.empty();
        }
    }

    private final List<Log> logs = new ArrayList<>();

    private PodLogs(Kernel kernel) {
        for (KernelObject task : Tasks.of(kernel).processes()) {
            try {
                if (WRITERS.stream().anyMatch(task.text("comm")::startsWith)) {
                    read(kernel, task);
                }
            } catch (UnreadableMemoryException e) {
                // The tables tasks and open_files report it; the names are then unknown
            }
        }
    }

    public static PodLogs of(Kernel kernel) {
        return kernel.shared(PodLogs.class, PodLogs::new);
    }

    private void read(Kernel kernel, KernelObject task) {
        Paths paths = Paths.of(kernel);
        for (KernelObject file : OpenFiles.of(kernel, task).files().values()) {
            paths.location(file.embedded("f_path"))
                    .map(paths::hostPath)
                    .flatMap(Log::parse)
                    .ifPresent(logs::add);
        }
    }

    /** The log of a container in the pod with this uid. */
    public Optional<Log> ofPod(String podUid) {
        return logs.stream().filter(log -> log.podUid().equals(podUid)).findFirst();
    }
}
