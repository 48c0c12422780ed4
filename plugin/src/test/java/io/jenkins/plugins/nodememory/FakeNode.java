package io.jenkins.plugins.nodememory;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.open.KernelOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;

/** A folder that looks like a node with the sample's memory: its /proc/kcore and what else a capture asks for. */
final class FakeNode {
    private static final int DATA = 0x5000;
    private static final int NOTE = 64 + 3 * 56;

    private final Path root;

    FakeNode(Path root, SampleImage sample) throws IOException {
        this.root = root;
        put("/proc/version", "Linux version 6.1.0-54-cloud-amd64\n");
        put("/proc/sys/kernel/hostname", "node-7\n");
        put("/proc/sys/kernel/random/boot_id", "boot-1\n");
        put("/proc/1/root/etc/os-release", "ID=debian\n");
        put("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        try (MemoryImage image = MemoryImages.open(sample.image())) {
            long end = image.ranges().get(image.ranges().size() - 1).end();
            put("/proc/iomem", "00000000-%08x : System RAM\n".formatted(end - 1));
            String note = KernelOpener.probe(image)
                    .map(info -> info.values().entrySet().stream()
                            .map(value -> value.getKey() + "=" + value.getValue())
                            .collect(Collectors.joining("\n", "", "\n")))
                    .orElse("");
            kcore(file("/proc/kcore"), image, end, note.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** @param osRelease the text of its /etc/os-release */
    void runs(String osRelease) throws IOException {
        put("/proc/1/root/etc/os-release", osRelease);
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name.substring(1));
        Files.createDirectories(file.getParent());
        return file;
    }

    private void put(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    /** An ELF core with the image's pages at their places, and holes for the rest. */
    private static void kcore(Path file, MemoryImage image, long end, byte[] note) throws IOException {
        ByteBuffer elf = ByteBuffer.allocate(DATA).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).putShort(18, (short) 62).putLong(32, 64);
        elf.putShort(54, (short) 56).putShort(56, (short) 3);
        segment(elf, 64, 4, NOTE, 0, 24 + note.length);
        segment(elf, 120, 1, DATA, 0, end);
        // What is no RAM has the physical address -1, as in kernels from 4.19 on.
        segment(elf, 176, 1, 1L << 40, -1, 1L << 45);
        elf.position(NOTE);
        elf.putInt(11).putInt(note.length).putInt(0).put("VMCOREINFO\0\0".getBytes(StandardCharsets.US_ASCII));
        elf.put(note);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.write(elf.rewind(), 0);
            for (PhysicalRange range : image.ranges()) {
                byte[] bytes = new byte[(int) range.size()];
                image.read(range.start(), bytes, 0, bytes.length);
                out.write(ByteBuffer.wrap(bytes), DATA + range.start());
            }
            out.write(ByteBuffer.wrap(new byte[1]), DATA + end - 1);
        }
    }

    private static void segment(ByteBuffer elf, int at, int type, long offset, long physical, long size) {
        elf.putInt(at, type).putLong(at + 8, offset).putLong(at + 24, physical);
        elf.putLong(at + 32, size).putLong(at + 40, size);
    }

    /** A root shell on the node. */
    Process shell() throws IOException {
        Process shell = new ProcessBuilder("sh").start();
        String prologue = "id() { echo 0; }\ncat() { env cat ${1:+%s$1}; }\n".formatted(root);
        shell.getOutputStream().write(prologue.getBytes(StandardCharsets.US_ASCII));
        shell.getOutputStream().flush();
        return shell;
    }

    /** A script with its paths moved into this folder. */
    String moved(String script) {
        return script.replace("K=/proc/kcore", "K=" + root + "/proc/kcore");
    }
}
