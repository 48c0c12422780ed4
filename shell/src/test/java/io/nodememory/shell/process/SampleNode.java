package io.nodememory.shell.process;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The sample's memory as the {@code /proc/kcore} of a node that stands still, with a program that gives a shell on it: the reader's
 * script runs in a real shell with a real dd, only its paths are moved. What the sample leaves out is zeros there.
 */
final class SampleNode {
    static final Path SAMPLES = Path.of("../samples").toAbsolutePath();
    static final Path IMAGE = SAMPLES.resolve("node/node.avml");
    static final String SYMBOLS = SAMPLES.resolve("node/symbols.json.xz").toString();

    private static final int HEADERS = 4096;
    private static final int PAGE = 4096;
    private static final long MEBIBYTE = 1 << 20;
    /** What is below it of the first megabyte is RAM on a PC. */
    private static final long LOW_END = 0x9f000;

    private final Path root;
    /** RAM below and above the hole that PCs have. */
    private final List<PhysicalRange> ram;

    SampleNode(Path root) throws IOException {
        this.root = root;
        try (MemoryImage image = MemoryImages.open(IMAGE)) {
            List<PhysicalRange> kept = image.ranges();
            long end = kept.get(kept.size() - 1).end();
            ram = List.of(new PhysicalRange(PAGE, LOW_END), new PhysicalRange(MEBIBYTE, end));
            write(image);
        }
        put("/proc/version", "Linux version 6.1.0-54-cloud-amd64\n");
        put("/proc/sys/kernel/hostname", "gke-shop-1\n");
        put("/proc/sys/kernel/random/boot_id", "1e2ff3ab-0000-4000-8000-000000000001\n");
        put("/proc/1/root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
        put("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        StringBuilder iomem = new StringBuilder();
        ram.forEach(range -> iomem.append("%08x-%08x : System RAM%n".formatted(range.start(), range.end() - 1)));
        put("/proc/iomem", iomem.toString());
    }

    private void put(String name, String text) throws IOException {
        Path file = root.resolve(name.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Where a physical address lies in kcore. */
    static long offsetOf(long physical) {
        return HEADERS + physical;
    }

    Path kcore() {
        return root.resolve("proc/kcore");
    }

    List<PhysicalRange> ram() {
        return ram;
    }

    private void write(MemoryImage image) throws IOException {
        Files.createDirectories(kcore().getParent());
        try (FileChannel kcore = FileChannel.open(
                kcore(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            byte[] page = new byte[PAGE];
            String note = "";
            long noteAt = 0;
            for (PhysicalRange range : image.ranges()) {
                for (long at = range.start(); at < range.end(); at += PAGE) {
                    image.read(at, page, 0, PAGE);
                    kcore.write(ByteBuffer.wrap(page), offsetOf(at));
                    String text = new String(page, StandardCharsets.ISO_8859_1);
                    int found = text.indexOf("VMCOREINFO\0\0OSRELEASE=");
                    if (found > 0) {
                        note = text.substring(found + 12).replaceFirst("(?s)\0.*", "");
                        noteAt = at + found - 12;
                    }
                }
            }
            // The file ends where RAM does, whatever the sample leaves out there.
            kcore.write(ByteBuffer.allocate(1), offsetOf(ram.get(1).end()) - 1);
            kcore.write(headers(note), 0);
            put("/sys/kernel/vmcoreinfo", "0x%016x 1000%n".formatted(noteAt));
        }
    }

    private ByteBuffer headers(String note) {
        ByteBuffer elf = ByteBuffer.allocate(HEADERS).order(ByteOrder.LITTLE_ENDIAN);
        int notes = 64 + 2 * 56;
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).putShort(18, (short) 62).putLong(32, 64);
        elf.putShort(54, (short) 56).putShort(56, (short) 2);
        segment(elf, 64, 4, notes, 0, 24 + note.length());
        segment(elf, 120, 1, offsetOf(PAGE), PAGE, ram.get(1).end() - PAGE);
        elf.position(notes);
        elf.putInt(11).putInt(note.length()).putInt(0).put("VMCOREINFO\0\0".getBytes(StandardCharsets.US_ASCII));
        elf.put(note.getBytes(StandardCharsets.ISO_8859_1));
        return elf.position(0);
    }

    private static void segment(ByteBuffer elf, int at, int type, long offset, long physical, long size) {
        elf.putInt(at, type).putLong(at + 8, offset).putLong(at + 24, physical);
        elf.putLong(at + 32, size).putLong(at + 40, size);
    }

    /**
     * The program that gives a shell on the node, for {@code --exec}.
     *
     * @param prologue shell text that runs before the reader's script, such as a function in place of a program
     */
    String shell(String prologue) throws IOException {
        Path program = Files.createTempFile(root, "shell", ".sh");
        Files.writeString(program, """
                id() { echo 0; }
                cat() { case $1 in /proc/*|/sys/*) env cat %1$s$1;; *) env cat "$@";; esac; }
                %2$s
                script=
                while IFS= read -r line; do
                    script="$script$line
                "
                    case $line in *'; exit') break ;; esac
                done
                eval "$(printf %%s "$script" | sed 's#K=/proc/kcore#K=%1$s/proc/kcore#')"
                """.formatted(root, prologue));
        return "sh " + program;
    }
}
