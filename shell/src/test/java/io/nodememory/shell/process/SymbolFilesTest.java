package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code nodemem symbols} on files: building, telling, comparing, and the cache. */
class SymbolFilesTest {
    private static final String SAMPLE =
            Path.of("../samples/node/symbols.json.xz").toAbsolutePath().toString();

    private static final String SOURCE = """
            struct task_struct { int pid; struct task_struct *parent; char comm[16]; };
            struct task_struct init_task;
            const char linux_banner[] = "Linux version 0.0 (sample)\\n";
            int main(void) { return init_task.pid; }
            """;

    @TempDir
    private Path folder;

    private Nodemem.Result run(String... arguments) throws Exception {
        return Nodemem.run(
                folder,
                Map.of("NODEMEM_CACHE", folder.resolve("cache").toString()),
                Nodemem.LAUNCHER.toString(),
                arguments);
    }

    private Path compile(String source) throws Exception {
        Path code = Files.writeString(folder.resolve("vmlinux.c"), source);
        Path vmlinux = folder.resolve("vmlinux");
        try {
            Nodemem.Result gcc = Nodemem.run(
                    folder,
                    Map.of(),
                    "gcc",
                    "-g",
                    "-no-pie",
                    "-Wl,--build-id=sha1",
                    "-o",
                    vmlinux.toString(),
                    code.toString());
            assumeTrue(gcc.status() == 0, "gcc fails here: " + gcc.err());
        } catch (IOException e) {
            System.err.println("SKIPPED: no gcc to make a vmlinux with");
            assumeTrue(false, "no gcc");
        }
        return vmlinux;
    }

    @Test
    void symbolsOfAnImageAreListedWhereTheyLieInIt() throws Exception {
        String image = Path.of("../samples/node/node.avml").toAbsolutePath().toString();
        Nodemem.Result listed = run(
                "symbols",
                "list",
                image,
                "--symbols",
                SAMPLE,
                "--match",
                "^(init_task|ovl_copy_up)$",
                "--format",
                "csv");
        assertThat(listed.status()).as(listed.err()).isZero();
        assertThat(listed.out().lines().toList())
                .hasSize(3)
                .startsWith("address,name,module")
                .anyMatch(line -> line.matches("0xffffffff[0-9a-f]{8},init_task,"))
                .anyMatch(line -> line.matches("0xffffffffc[0-9a-f]{7},ovl_copy_up,overlay"));
        assertThat(run("symbols", "list", image, "--match", "(").status()).isEqualTo(2);
    }

    @Test
    void anIsfIsBuiltOfAVmlinux() throws Exception {
        String vmlinux = compile(SOURCE).toString();
        Path map = Files.writeString(folder.resolve("System.map"), "ffffffff81000000 D init_task\n");
        assertThat(run("symbols", "build", vmlinux, "--system-map", map.toString(), "-o", "out.json")
                        .status())
                .isZero();
        assertThat(Files.readString(folder.resolve("out.json")))
                .contains(
                        "\"init_task\":{\"type\":{\"kind\":\"struct\",\"name\":\"task_struct\"},\"address\":18446744071578845184",
                        "\"task_struct\":{",
                        "\"subtype\":{\"kind\":\"base\",\"name\":\"char\"}},\"offset\":16}");
        Nodemem.Result info = run("symbols", "info", "out.json", "--format", "json");
        assertThat(info.out()).contains("Linux version 0.0 (sample)", "\"build_id\": \"");
        Nodemem.Result compared = run("symbols", "compare", vmlinux, "out.json", "--format", "ndjson");
        assertThat(compared.out())
                .contains("\"kind\": \"symbol\", \"name\": \"init_task\"")
                .hasLineCount(1);
    }

    @Test
    void aBrokenRunLeavesNoFile() throws Exception {
        byte[] vmlinux = Files.readAllBytes(compile(SOURCE));
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(vmlinux, vmlinux.length / 2));
        Nodemem.Result result = run("symbols", "build", cut.toString(), "-o", "out.json");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().strip().lines()).hasSize(1);
        Nodemem.Result nowhere = run("symbols", "build", "vmlinux", "-o", "no/such/folder/out.json.xz");
        assertThat(nowhere.status()).isEqualTo(2);
        assertThat(nowhere.err().strip().lines()).hasSize(1);
        assertThat(folder.toFile().list()).containsOnly("vmlinux", "vmlinux.c", "cut");
    }

    @Test
    void twoFilesAreCompared() throws Exception {
        Nodemem.Result same = run("symbols", "compare", SAMPLE, SAMPLE);
        assertThat(same.status()).isZero();
        assertThat(same.err()).contains("no difference");
        run("symbols", "build", compile(SOURCE).toString(), "-o", "one.json");
        Path other = compile(SOURCE.replace("int pid;", "long pid; int tgid;"));
        Nodemem.Result changed = run("symbols", "compare", "one.json", other.toString(), "--format", "csv");
        assertThat(changed.status()).isZero();
        assertThat(changed.out())
                .contains("member,task_struct.pid,int at 0,long int at 0", "member,task_struct.tgid,,int at 8");
        assertThat(changed.err()).matches("(?s)nodemem: \\d+ differences: .*member \\d.*");
        Nodemem.Result missing = run("symbols", "compare", "one.json", "absent.json");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("absent.json");
        assertThat(missing.out()).isEmpty();
    }

    @Test
    void manyProcessesShareTheCache() throws Exception {
        String image = Path.of("../samples/node/node.avml").toAbsolutePath().toString();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Nodemem.Result>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean clears = i % 4 == 2;
                running.add(threads.submit(() -> clears
                        ? run("symbols", "cache", "clear")
                        : run("symbols", "find", image, "--symbols", SAMPLE, "--format", "json")));
            }
            for (Future<Nodemem.Result> one : running) {
                assertThat(one.get().status()).as(one.get().err()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(run("symbols", "find", image, "--symbols", SAMPLE, "--format", "json")
                        .out())
                .contains("\"structs\": 9842");
    }

    @Test
    void theCacheIsListedAndCleared() throws Exception {
        String image = Path.of("../samples/node/node.avml").toAbsolutePath().toString();
        assertThat(run("symbols", "find", image, "--symbols", SAMPLE).status()).isZero();
        assertThat(run("symbols", "cache", "list", "--format", "csv").out()).hasLineCount(2);
        assertThat(run("symbols", "cache", "clear").err()).contains("1 cached kernels deleted");
        assertThat(run("symbols", "cache", "list", "--format", "csv").out()).hasLineCount(1);
        assertThat(run("symbols", "cache").status()).isEqualTo(2);
    }
}
