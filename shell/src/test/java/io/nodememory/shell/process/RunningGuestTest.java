package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel that runs in QEMU is captured by {@code samples/lab/capture-demo.sh}, and its tables are compared with its own
 * {@code /proc}. Needs QEMU and an unpacked linux-image package named by NODEMEM_LAB_KERNEL; with an AVML named by NODEMEM_AVML
 * that reads it too.
 */
class RunningGuestTest {
    private static final long MINUTES = 30;
    private static final long GUEST_MEBIBYTES = 512;

    @TempDir
    Path folder;

    @Test
    void tablesAreWhatTheGuestSaysOfItself() throws Exception {
        String kernel = System.getenv("NODEMEM_LAB_KERNEL");
        String avml = System.getenv("NODEMEM_AVML");
        boolean there = kernel != null && onPath("qemu-system-x86_64") && onPath("busybox") && onPath("python3");
        if (!there) {
            System.err.println("SKIPPED: no running guest is captured (needs qemu-system-x86_64, busybox, python3 and"
                    + " NODEMEM_LAB_KERNEL, the folder of an unpacked linux-image package)");
        }
        assumeTrue(there, "no guest to capture");
        List<String> options = new ArrayList<>(List.of("--full", "--memory", Long.toString(GUEST_MEBIBYTES)));
        if (avml == null) {
            System.err.println("SKIPPED: no capture by AVML (name one with NODEMEM_AVML)");
        } else {
            options.addAll(List.of("--avml", avml));
        }
        demo(kernel, options);
        Map<Integer, String> before = processes("before.txt");
        Map<Integer, String> after = processes("after.txt");
        int last = before.keySet().stream().max(Integer::compare).orElseThrow();
        for (int id = 1; id <= (avml == null ? 2 : 3); id++) {
            Map<Integer, String> tasks = tasks(id);
            before.forEach((pid, name) -> {
                if (name.equals(after.get(pid))) {
                    assertThat(tasks).containsEntry(pid, name);
                }
            });
            // What is in the tables alone has begun after the first look, as the reader's own processes have.
            assertThat(tasks.keySet()).allMatch(pid -> before.containsKey(pid) || pid > last);
        }
        JsonNode transfer = new ObjectMapper()
                .readTree(folder.resolve("out/targeted.avml.json").toFile())
                .path("transfer");
        assertThat(transfer.path("bytes").asLong()).isPositive().isLessThan((GUEST_MEBIBYTES << 20) / 10);
        if (avml != null) {
            assertCovers(folder.resolve("out/full.avml"), folder.resolve("out/avml.avml"));
        }
    }

    private void demo(String kernel, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of("../samples/lab/capture-demo.sh").toAbsolutePath().toString(),
                kernel,
                folder.resolve("out").toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("NODEMEM", Nodemem.LAUNCHER.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroy();
        }
        assertThat(process.exitValue())
                .as(() -> "the script, which said: " + log())
                .isZero();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Lines {@code pid|name|exe}. */
    private Map<Integer, String> processes(String file) throws IOException {
        return Files.readAllLines(folder.resolve("out").resolve(file)).stream()
                .map(line -> line.split("\\|", 3))
                .filter(fields -> fields.length == 3 && fields[0].matches("\\d+"))
                .collect(Collectors.toMap(fields -> Integer.valueOf(fields[0]), fields -> shortName(fields[1])));
    }

    /** A kernel worker's name in /proc goes on with what it works at, which is no part of its comm. */
    private static String shortName(String name) {
        String comm = name.startsWith("kworker/") ? name.replaceAll("[-+].*", "") : name;
        return comm.substring(0, Math.min(15, comm.length()));
    }

    private Map<Integer, String> tasks(int capture) throws IOException, InterruptedException {
        Nodemem.Result rows = Nodemem.run(
                folder,
                "query",
                "--store",
                folder.resolve("out/evidence").toString(),
                "--capture",
                Integer.toString(capture),
                "--format",
                "json",
                "tasks.select { [pid, name] }");
        Map<Integer, String> tasks = new HashMap<>();
        for (JsonNode row : new ObjectMapper().readTree(rows.out())) {
            tasks.put(row.path("pid").asInt(), shortName(row.path("name").asText()));
        }
        return tasks;
    }

    /** Every byte that is in one image is in the other. */
    private static void assertCovers(Path ours, Path theirs) {
        try (MemoryImage our = MemoryImages.open(ours);
                MemoryImage their = MemoryImages.open(theirs)) {
            List<PhysicalRange> ram = our.zeroFilled(our.ranges()).ranges();
            for (PhysicalRange range : their.ranges()) {
                assertThat(ram).anyMatch(r -> r.start() <= range.start() && r.end() >= range.end());
            }
        }
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
