package io.nodememory.capture.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * A folder that looks to the script like a node: its own /proc/kcore and the files it asks for. The script runs in a real shell
 * with real dd and cksum, only the paths are moved.
 */
public final class FakeNode {
    public static final int RAM_START = 0x10_0000;
    public static final int RAM_SIZE = 9 << 20;
    /** Not aligned to more than a page, as in real files. */
    static final int DATA = 0x5000;

    private static final String NOTE = "OSRELEASE=6.1.0-test\nKERNELOFFSET=0\n";

    final Path root;
    public final byte[] ram = new byte[RAM_SIZE];

    public FakeNode(Path root) throws IOException {
        this.root = root;
        new Random(3).nextBytes(ram);
        put("/proc/version", "Linux version 6.1.0-test\n");
        put("/proc/sys/kernel/hostname", "node-7\n");
        put("/proc/sys/kernel/random/boot_id", "boot-1\n");
        put("/proc/1/root/etc/os-release", "ID=cos\nBUILD_ID=17800.147.54\n");
        put("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        put("/sys/kernel/vmcoreinfo", "0x0000000000123000 1024\n");
        put(
                "/proc/iomem",
                "00000000-00000fff : Reserved\n%08x-%08x : System RAM\n  00200000-002fffff : Kernel code\n"
                        .formatted(RAM_START, RAM_START + RAM_SIZE - 1));
        Files.write(file("/proc/kcore"), kcore());
    }

    public Path file(String name) throws IOException {
        Path file = root.resolve(name.substring(1));
        Files.createDirectories(file.getParent());
        return file;
    }

    public void put(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    /** Changes one byte of the node's RAM while it runs; {@link #ram} stays as it was. */
    void change(int offset, byte value) throws IOException {
        try (FileChannel kcore = FileChannel.open(file("/proc/kcore"), StandardOpenOption.WRITE)) {
            kcore.write(ByteBuffer.wrap(new byte[] {value}), DATA + offset);
        }
    }

    private byte[] kcore() {
        ByteBuffer elf = ByteBuffer.allocate(DATA + RAM_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        byte[] text = NOTE.getBytes(StandardCharsets.US_ASCII);
        int note = 64 + 3 * 56;
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).putShort(18, (short) 62).putLong(32, 64);
        elf.putShort(54, (short) 56).putShort(56, (short) 3);
        segment(elf, 64, 4, note, 0, 24 + text.length);
        segment(elf, 120, 1, 1L << 40, -1, 1L << 45);
        segment(elf, 176, 1, DATA, RAM_START, RAM_SIZE);
        elf.position(note);
        elf.putInt(11).putInt(text.length).putInt(0).put("VMCOREINFO\0\0".getBytes(StandardCharsets.US_ASCII));
        elf.put(text);
        elf.position(DATA);
        elf.put(ram);
        return elf.array();
    }

    private static void segment(ByteBuffer elf, int at, int type, long offset, long physical, long size) {
        elf.putInt(at, type).putLong(at + 8, offset).putLong(at + 24, physical);
        elf.putLong(at + 32, size).putLong(at + 40, size);
    }

    /** A shell on the node. */
    public NodeShell shell() {
        return shell("");
    }

    /** @param prologue shell text that runs before the script, such as a function in place of a program */
    public NodeShell shell(String prologue) {
        NodeShell local = ProcessShell.local();
        return new NodeShell() {
            @Override
            public String description() {
                return "the test's node";
            }

            @Override
            public ShellSession start(String script) throws IOException {
                String moved = script.replace("K=/proc/kcore", "K=" + root + "/proc/kcore");
                return local.start(
                        "id() { echo 0; }\ncat() { case $1 in /proc/*|/sys/*) env cat %s$1;; *) env cat \"$@\";; esac; }\n%s\n%s"
                                .formatted(root, prologue, moved));
            }

            @Override
            public void close() {
                local.close();
            }
        };
    }
}
