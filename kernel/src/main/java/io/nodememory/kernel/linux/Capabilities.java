package io.nodememory.kernel.linux;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Capability sets and their names, include/uapi/linux/capability.h. */
public final class Capabilities {
    /** The names by bit number. */
    public static final List<String> NAMES = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_DAC_READ_SEARCH",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETPCAP",
            "CAP_LINUX_IMMUTABLE",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_BROADCAST",
            "CAP_NET_ADMIN",
            "CAP_NET_RAW",
            "CAP_IPC_LOCK",
            "CAP_IPC_OWNER",
            "CAP_SYS_MODULE",
            "CAP_SYS_RAWIO",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_PACCT",
            "CAP_SYS_ADMIN",
            "CAP_SYS_BOOT",
            "CAP_SYS_NICE",
            "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME",
            "CAP_SYS_TTY_CONFIG",
            "CAP_MKNOD",
            "CAP_LEASE",
            "CAP_AUDIT_WRITE",
            "CAP_AUDIT_CONTROL",
            "CAP_SETFCAP",
            "CAP_MAC_OVERRIDE",
            "CAP_MAC_ADMIN",
            "CAP_SYSLOG",
            "CAP_WAKE_ALARM",
            "CAP_BLOCK_SUSPEND",
            "CAP_AUDIT_READ",
            "CAP_PERFMON",
            "CAP_BPF",
            "CAP_CHECKPOINT_RESTORE");

    private Capabilities() {}

    /**
     * The number of capabilities that this kernel knows ({@code cap_last_cap}, kernel/sysctl.c), or of those known here
     * if it cannot be read.
     */
    public static int count(Kernel kernel) {
        OptionalLong last = kernel.findAddress("cap_last_cap");
        return last.isPresent()
                ? (int) Math.min(kernel.memory().readNumber(last.getAsLong(), 4) + 1, Long.SIZE - 1)
                : NAMES.size();
    }

    /**
     * The bits of a {@code kernel_cap_t} member: two 32-bit words before 6.3, one 64-bit word since, in the same byte
     * order.
     */
    public static long bits(KernelObject cred, String member) {
        return cred.memory().readNumber(cred.addressOf(member), 8);
    }

    /** The names of the bits; an unknown capability is named by its number, as {@code CAP_41}. */
    public static List<String> names(long bits) {
        List<String> names = new ArrayList<>(Long.bitCount(bits));
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) == 1) {
                names.add(bit < NAMES.size() ? NAMES.get(bit) : "CAP_" + bit);
            }
        }
        return names;
    }
}
