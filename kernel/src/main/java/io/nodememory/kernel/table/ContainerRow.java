package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.Capabilities;
import io.nodememory.kernel.linux.container.Cgroups;
import io.nodememory.kernel.linux.container.ContainerPath;
import io.nodememory.kernel.linux.container.PodLogs;
import io.nodememory.kernel.linux.fs.MountNamespaces;
import io.nodememory.kernel.linux.mount.MountInfo;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Namespaces.Kind;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KnownPods;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row of {@code containers}. */
@Table(
        name = "containers",
        help = "A container, found by the cgroups of its processes.",
        identity = {"pod_namespace", "pod_name", "container_name", "runtime", "qos", "privileged"},
        joins =
                @Join(
                        name = "tasks",
                        table = "tasks",
                        on = "container_id",
                        to = "container_id",
                        many = true,
                        help = "The processes of the container"))
public record ContainerRow(
        @Column(value = "Address of the task_struct of the container's first process", address = true)
        long address,

        @Column("Id that the runtime assigned") String containerId,

        @Column("containerd, cri-o, docker, podman; null if the cgroup does not name it")
        String runtime,

        @Column("Uid of the pod") String podUid,

        @Column("Name of the pod: from the capture's manifest, else the runtime's open log files, else the host name")
        String podName,

        @Column("Namespace of the pod, from the capture's manifest, else the runtime's open log files")
        String podNamespace,

        @Column("Name in the pod, from kubelet's mounts") String containerName,

        @Column("Quality of service of the pod: Guaranteed, Burstable, BestEffort")
        String qos,

        @Column("Path of the cgroup") String cgroupPath,
        @Column("Number of processes") int pids,

        @Column("Whether a process of the container has every capability over the host")
        boolean privileged,

        @Column("Image of the container, as in the pod's specification; null if no manifest names it")
        String image,

        @Column("Digest of the image that the runtime resolved; null if no manifest names it")
        String imageId) {

    /** kubelet bind-mounts {@code …/pods/<uid>/containers/<name>/<id>} to the container's termination log. */
    private static final Pattern TERMINATION_LOG = Pattern.compile("/pods/[^/]+/containers/([^/]+)/[^/]+$");

    static void walk(Walk<ContainerRow> walk) {
        Map<ContainerPath, List<KernelObject>> members = new LinkedHashMap<>();
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(
                    task.address(),
                    "reading the cgroup of a process",
                    () -> Cgroups.of(walk.kernel())
                            .path(task)
                            .flatMap(ContainerPath::parse)
                            .ifPresent(container -> members.computeIfAbsent(container, c -> new ArrayList<>())
                                    .add(task)));
        }
        members.forEach((container, tasks) -> walk.attempt(
                tasks.get(0).address(), "reading a container", () -> walk.emit(row(walk.kernel(), container, tasks))));
    }

    private static ContainerRow row(Kernel kernel, ContainerPath container, List<KernelObject> tasks) {
        Optional<KnownPods.Container> known = kernel.knownPods().container(container.containerId());
        Optional<PodLogs.Log> log = Optional.ofNullable(container.podUid())
                .flatMap(uid -> PodLogs.of(kernel).ofPod(uid));
        return new ContainerRow(
                tasks.get(0).address(),
                container.containerId(),
                container.runtime(),
                container.podUid(),
                known.map(KnownPods.Container::podName)
                        .or(() -> log.map(PodLogs.Log::podName))
                        .or(() -> container.podUid() == null ? Optional.empty() : hostName(kernel, tasks))
                        .orElse(null),
                known.map(KnownPods.Container::podNamespace)
                        .or(() -> log.map(PodLogs.Log::podNamespace))
                        .orElse(null),
                known.map(KnownPods.Container::containerName)
                        .or(() -> containerName(kernel, tasks))
                        .orElse(null),
                container.qos(),
                container.cgroupPath(),
                tasks.size(),
                tasks.stream().anyMatch(task -> isPrivileged(kernel, task)),
                known.map(KnownPods.Container::image).orElse(null),
                known.map(KnownPods.Container::imageId).orElse(null));
    }

    private static Optional<String> hostName(Kernel kernel, List<KernelObject> tasks) {
        Long host = HostNamespaces.of(kernel).get(Kind.UTS);
        return tasks.stream()
                .flatMap(task -> Optional.ofNullable(Namespaces.of(task).get(Kind.UTS)).stream())
                .filter(uts -> host == null || Namespaces.inum(uts) != host)
                .findFirst()
                .map(uts -> uts.embedded("name").text("nodename"));
    }

    private static Optional<String> containerName(Kernel kernel, List<KernelObject> tasks) {
        Long host = HostNamespaces.of(kernel).get(Kind.MNT);
        return tasks.stream()
                .flatMap(task -> Optional.ofNullable(Namespaces.of(task).get(Kind.MNT)).stream())
                .filter(mnt -> host == null || Namespaces.inum(mnt) != host)
                .distinct()
                .flatMap(mnt -> MountNamespaces.of(kernel).mounts(mnt).entries().stream())
                .map(mount -> TERMINATION_LOG.matcher(new MountInfo(kernel, mount).root()))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** Returns whether the process has all capabilities of the host's first process, in the root user namespace. */
    private static boolean isPrivileged(Kernel kernel, KernelObject task) {
        Map<Kind, KernelObject> namespaces = Namespaces.of(task);
        Long hostUser = HostNamespaces.of(kernel).get(Kind.USER);
        KernelObject user = namespaces.get(Kind.USER);
        if (user == null || hostUser == null || Namespaces.inum(user) != hostUser) {
            return false;
        }
        long all = (1L << Capabilities.count(kernel)) - 1;
        return (Capabilities.bits(task.target("real_cred"), "cap_effective") & all) == all;
    }
}
