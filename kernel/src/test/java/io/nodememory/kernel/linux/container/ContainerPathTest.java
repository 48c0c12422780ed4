package io.nodememory.kernel.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContainerPathTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String UID = "0c1d2e3f-aaaa-bbbb-cccc-000000000001";
    private static final String SYSTEMD_UID = UID.replace('-', '_');

    private static void parsed(String path, String runtime, String uid, String qos) {
        assertThat(ContainerPath.parse(path)).as(path).hasValueSatisfying(container -> {
            assertThat(container.containerId()).isEqualTo(ID);
            assertThat(container.runtime()).isEqualTo(runtime);
            assertThat(container.podUid()).isEqualTo(uid);
            assertThat(container.qos()).isEqualTo(qos);
        });
    }

    @Test
    void systemdDriver() {
        String slice = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + SYSTEMD_UID + ".slice/";
        parsed(slice + "cri-containerd-" + ID + ".scope", "containerd", UID, "Burstable");
        parsed(slice + "crio-" + ID + ".scope", "cri-o", UID, "Burstable");
        parsed(slice + "docker-" + ID + ".scope", "docker", UID, "Burstable");
        parsed(
                "/kubepods.slice/kubepods-pod" + SYSTEMD_UID + ".slice/cri-containerd-" + ID + ".scope",
                "containerd",
                UID,
                "Guaranteed");
    }

    @Test
    void cgroupfsDriver() {
        parsed("/kubepods/besteffort/pod" + UID + "/" + ID, null, UID, "BestEffort");
        parsed("/kubepods/pod" + UID + "/" + ID, null, UID, "Guaranteed");
    }

    @Test
    void staticPodsHaveAHashForAUid() {
        parsed(
                "/kubepods/burstable/pod0123456789abcdef0123456789abcdef/" + ID,
                null,
                "0123456789abcdef0123456789abcdef",
                "Burstable");
    }

    @Test
    void outsideOfKubernetes() {
        parsed("/docker/" + ID, "docker", null, null);
        parsed("/system.slice/docker-" + ID + ".scope", "docker", null, null);
        parsed("/machine.slice/libpod-" + ID + ".scope", "podman", null, null);
    }

    @Test
    void containerdsOwnNames() {
        parsed(
                "/system.slice/containerd.service/kubepods-besteffort-pod" + SYSTEMD_UID + ".slice:cri-containerd:"
                        + ID,
                "containerd",
                UID,
                "BestEffort");
    }

    /** A process may have created child cgroups below the cgroup of its container. */
    @Test
    void childCgroupsBelongToTheContainer() {
        String container = "/kubepods/besteffort/pod" + UID + "/" + ID;
        assertThat(ContainerPath.parse(container + "/init/worker"))
                .hasValueSatisfying(path -> assertThat(path.cgroupPath()).isEqualTo(container));
    }

    @Test
    void othersAreNoContainers() {
        assertThat(ContainerPath.parse("/")).isEmpty();
        assertThat(ContainerPath.parse("")).isEmpty();
        assertThat(ContainerPath.parse("/system.slice/ssh.service")).isEmpty();
        assertThat(ContainerPath.parse("/kubepods/besteffort/pod" + UID)).isEmpty();
        assertThat(ContainerPath.parse("/user.slice/" + ID.substring(1))).isEmpty();
    }

    @Test
    void logsTellNames() {
        assertThat(PodLogs.Log.parse("/var/log/pods/shop_web-7d9f_" + UID + "/nginx/0.log"))
                .hasValue(new PodLogs.Log("shop", "web-7d9f", UID, "nginx"));
        assertThat(PodLogs.Log.parse("/var/log/pods/shop_web_extra_" + UID + "/nginx/0.log"))
                .isEmpty();
        assertThat(PodLogs.Log.parse("/var/log/syslog")).isEmpty();
    }
}
