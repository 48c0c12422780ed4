package io.nodememory.capture.node;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.PhysicalRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node's description of itself.
 *
 * @param version text of /proc/version
 * @param hostname "" if the shell has a UTS namespace of its own and the host has no /etc/hostname
 * @param bootId id that changes with every boot
 * @param osRelease lines of the host's /etc/os-release, "" if it cannot be read
 * @param clock the node's clock at the time of the request, empty if the node does not report it
 * @param ram the lines "System RAM" of /proc/iomem in whole pages, ascending
 * @param vmcoreinfo the note's range of physical memory (/sys/kernel/vmcoreinfo), empty if the kernel does not report it
 */
public record NodeFacts(
        String version,
        String hostname,
        String bootId,
        String osRelease,
        Optional<Instant> clock,
        List<PhysicalRange> ram,
        Optional<PhysicalRange> vmcoreinfo) {
    private static final Pattern RAM = Pattern.compile("(?m)^([0-9a-f]+)-([0-9a-f]+) : System RAM\\b.*$");
    private static final Pattern NOTE = Pattern.compile("(?:0x)?([0-9a-f]{1,16}) ([0-9a-f]{1,8})");
    private static final int PAGE = 4096;
    private static final long ADDRESS_LIMIT = 1L << 52;

    /**
     * Parses the description.
     *
     * @param texts by their names in {@link NodeScript}
     * @throws BadInputException if the node's memory cannot be read, with the reason
     */
    static NodeFacts of(Map<String, String> texts) {
        String iomem = texts.getOrDefault("/proc/iomem", "");
        List<PhysicalRange> ram = ram(iomem);
        refuse(texts, iomem, ram);
        return new NodeFacts(
                text(texts, "/proc/version"),
                hostname(texts),
                text(texts, "/proc/sys/kernel/random/boot_id"),
                text(texts, "/proc/1/root/etc/os-release"),
                clock(text(texts, "clock")),
                ram,
                note(text(texts, "/sys/kernel/vmcoreinfo")));
    }

    /** A pod with a UTS namespace of its own has another host name than the node. */
    private static String hostname(Map<String, String> texts) {
        boolean own = text(texts, "uts").equals("foreign");
        return text(texts, own ? "/proc/1/root/etc/hostname" : "/proc/sys/kernel/hostname");
    }

    private static String text(Map<String, String> texts, String name) {
        return texts.getOrDefault(name, "").strip();
    }

    private static void refuse(Map<String, String> texts, String iomem, List<PhysicalRange> ram) {
        String kcore = text(texts, "kcore");
        String uid = text(texts, "uid");
        if (!uid.isEmpty() && !uid.equals("0")) {
            throw new BadInputException(
                    "the shell on the node runs as user %s and must be root to read memory: use sudo".formatted(uid));
        } else if (kcore.startsWith("missing")) {
            throw new BadInputException(
                    "the node has no /proc/kcore: its kernel was built without CONFIG_PROC_KCORE, or"
                            + " the shell runs in a container that hides it; use a privileged one");
        } else if (!kcore.endsWith("readable")) {
            throw new BadInputException(locked(text(texts, "/sys/kernel/security/lockdown"), kcore));
        } else if (ram.isEmpty()) {
            throw new BadInputException(
                    RAM.matcher(iomem).find()
                            ? "the node's /proc/iomem shows only zeros: the shell lacks the capability CAP_SYS_ADMIN there;"
                                    + " use root outside of containers or a privileged one"
                            : "the node's /proc/iomem lists no System RAM, so the addresses of its memory are unknown");
        }
    }

    private static String locked(String lockdown, String kcore) {
        return lockdown.contains("[confidentiality]")
                ? "the node's kernel is locked down (confidentiality), so no program can read its memory: capture it from the"
                        + " hypervisor instead"
                : "the node's /proc/kcore cannot be read: "
                        + kcore.lines().findFirst().orElse("dd failed");
    }

    private static List<PhysicalRange> ram(String iomem) {
        List<PhysicalRange> ram = new ArrayList<>();
        Matcher line = RAM.matcher(iomem);
        while (line.find()) {
            long start = address(line.group(1));
            long end = address(line.group(2)) + 1;
            long first = (start + PAGE - 1) & -PAGE;
            long last = end & -PAGE;
            long before = ram.isEmpty() ? 0 : ram.get(ram.size() - 1).end();
            if (start >= 0 && end <= ADDRESS_LIMIT && first >= before && first < last) {
                ram.add(new PhysicalRange(first, last));
            }
        }
        return List.copyOf(ram);
    }

    private static long address(String hexadecimal) {
        return hexadecimal.length() > 13 ? Long.MIN_VALUE : Long.parseLong(hexadecimal, 16);
    }

    private static Optional<Instant> clock(String seconds) {
        return seconds.matches("\\d{1,11}")
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
                : Optional.empty();
    }

    private static Optional<PhysicalRange> note(String text) {
        Matcher note = NOTE.matcher(text);
        if (!note.matches()) {
            return Optional.empty();
        }
        long start = Long.parseUnsignedLong(note.group(1), 16);
        long size = Long.parseLong(note.group(2), 16);
        boolean sound = start > 0 && start < ADDRESS_LIMIT && size > 0 && size <= 4 * PAGE;
        return sound ? Optional.of(new PhysicalRange(start, start + size)) : Optional.empty();
    }
}
