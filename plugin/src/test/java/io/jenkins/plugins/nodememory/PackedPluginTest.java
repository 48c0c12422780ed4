package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.ImageWriter;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.symbols.isf.IsfWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * The plugin as it is packed, in a Jenkins of its own process, with an agent of its own process: nothing of this class is in
 * either. The controller has less memory than the largest image.
 */
@EnabledIfSystemProperty(named = "nodemem.hpi", matches = ".+", disabledReason = "runs when the plugin is packed")
class PackedPluginTest {
    private static final String TOKEN = "very-secret-token";
    private static final String STORE_KEY = "the-key-of-the-stores";
    private static final String BUILD = "17800.147.54";
    private static final long MEBIBYTE = 1 << 20;

    /** Above all of the sample's memory. */
    private static final long MORE_RAM = 4096 * MEBIBYTE;

    private static final int MORE_MEBIBYTES = 1536;

    @RegisterExtension
    private final RealJenkinsExtension real = new RealJenkinsExtension().omitPlugins("node-memory");

    private final SampleImage sample = SampleImage.find();

    @TempDir
    private Path folder;

    private MockCluster cluster;
    private FakeNode node;
    private BucketServer bucket;
    private Process agent;
    private RealController jenkins;

    @BeforeEach
    void start() throws Exception {
        node = new FakeNode(Files.createDirectory(folder.resolve("node")), sample);
        cluster = new MockCluster(node);
        bucket = new BucketServer();
        Path configuration = Files.writeString(folder.resolve("jenkins.yaml"), """
                jenkins:
                  numExecutors: 1
                  nodes:
                  - permanent:
                      name: "agent"
                      remoteFS: "%s"
                      numExecutors: 3
                      launcher: "inbound"
                credentials:
                  system:
                    domainCredentials:
                    - credentials:
                      - file:
                          id: "kubeconfig"
                          fileName: "kubeconfig"
                          scope: GLOBAL
                          secretBytes: "%s"
                unclassified:
                  nodeMemory:
                    storeKey: "${readFile:%s}"
                    clusters:
                    - name: "mock"
                      credentialsId: "kubeconfig"
                """.formatted(
                        Files.createDirectory(folder.resolve("agent")),
                        Base64.getEncoder().encodeToString(cluster.kubeconfig().getBytes(StandardCharsets.UTF_8)),
                        Files.writeString(folder.resolve("store.key"), STORE_KEY)));
        real.javaOptions("-Xmx384m", "-Dcasc.jenkins.config=" + configuration);
        Files.copy(
                Path.of(System.getProperty("nodemem.hpi")),
                real.getHome().toPath().resolve("plugins/node-memory.jpi"));
        real.startJenkins();
        jenkins = new RealController(real.getUrl());
        agent = jenkins.agent(
                "agent",
                folder.resolve("agent"),
                bucket.environment(folder.resolve("cache").toString()),
                "-Xmx512m");
    }

    @AfterEach
    void stop() throws Exception {
        agent.destroyForcibly();
        bucket.close();
        cluster.close();
    }

    @Test
    void allStepsOnAnAgentThatIsAProcess() throws Exception {
        node.runs("ID=cos\nBUILD_ID=%s\n".formatted(BUILD));
        bucket.objects.put("cos-tools/%s/lakitu/vmlinux".formatted(BUILD), symbols());
        jenkins.start("node", """
                node('agent') {
                    def c = captureNodeMemory(node: 'node-7')
                    echo "captured ${c.node}: ${c.counts.tasks} tasks by ${c.symbols}"
                }
                """);
        assertThat(jenkins.awaitEnd("node"))
                .contains("captured gke-shop-default-pool-7f3a91c2-k4zd: 79 tasks", "Finished: SUCCESS")
                .contains("symbols were downloaded from gs://cos-tools/%s/lakitu/vmlinux".formatted(BUILD));

        String image = """
                node('agent') {
                    def c = captureNodeMemory(%s, reason: 'a test')
                    def check = checkNodeMemory(capture: c, policy: 'kubernetes', output: 'reports',
                        qualityGates: [[threshold: 1, type: 'TOTAL', criticality: 'UNSTABLE']])
                    echo "own ${queryNodeMemory(capture: c, query: 'tasks.count()')[0].count == c.counts.tasks} ${check.verdict}"
                }
                """.formatted(sample.arguments());
        jenkins.start("one", image);
        jenkins.start("other", image);
        for (String job : List.of("one", "other")) {
            assertThat(jenkins.awaitEnd(job))
                    .contains("own true FAIL", "[node-memory] tasks: 79", "Finished: UNSTABLE")
                    .doesNotContain("\tat ");
        }

        assertThat(jenkins.get("job/one/1/node-memory-check/")).contains("memfd-executable", "</html>");
        assertThat(jenkins.get("job/one/1/node-memory/")).contains("node-memory-query", "</html>");
        assertThat(jenkins.post(
                        "job/one/1/node-memory/query",
                        "application/x-www-form-urlencoded",
                        "index=0&query=tasks.where%20%7B%20exe_deleted%20%7D"))
                .contains("node-memory-query", "node-memory-rows", "kworker/u8:3", "</html>");

        jenkins.start(
                "large",
                "node('agent') { captureNodeMemory(file: '%s', symbols: '%s') }".formatted(large(), sample.symbols()));
        assertThat(jenkins.awaitEnd("large")).contains("[node-memory] tasks: 79", "Finished: SUCCESS");

        cluster.phase = "Pending";
        jenkins.start("aborted", "node('agent') { captureNodeMemory(node: 'node-7') }");
        awaitPod();
        jenkins.post("job/aborted/1/stop", "application/x-www-form-urlencoded", "");
        assertThat(jenkins.awaitEnd("aborted")).contains("Finished: ABORTED");
        awaitNoPod();
        jenkins.start("lost", "node('agent') { captureNodeMemory(node: 'node-7') }");
        awaitPod();
        agent.destroyForcibly();
        assertThat(jenkins.awaitEnd("lost"))
                .contains("the agent disconnected while it read the node's memory", "Finished: FAILURE");
        awaitNoPod();
        assertThat(filesWith(TOKEN)).isEmpty();
        assertThat(filesWith(STORE_KEY)).isEmpty();
        // Nor do the encrypted store and reports tell what was found.
        assertThat(filesWith("/memfd:kworker")).isEmpty();
    }

    @Test
    void aCaptureGoesOnAfterARestartOfTheController() throws Exception {
        cluster.most = 48 * MEBIBYTE;
        jenkins.start("stopped", """
                node('agent') {
                    def c = captureNodeMemory(node: 'node-7', mode: 'full', symbols: '%s')
                    echo "captured ${c.counts.tasks} tasks, complete ${c.complete}"
                }
                """.formatted(sample.symbols()));
        awaitBlocks(2);
        real.stopJenkins();
        assertThat(cluster.pods).as("the pod is left for the next attempt").hasSize(1);
        cluster.most = Long.MAX_VALUE;
        real.startJenkins();
        assertThat(jenkins.awaitEnd("stopped"))
                .contains("the controller was restarted: the capture continues where possible")
                .containsPattern("found the existing pod nodemem-[0-9a-f]+")
                .containsPattern("continues after (32|48) of \\d+ MiB")
                .contains("captured 79 tasks", "Finished: SUCCESS");
        awaitNoPod();

        // Killed wherever it is: asking for the pod, reading, or at the rows.
        jenkins.start(
                "killed",
                "node('agent') { captureNodeMemory(node: 'node-7', symbols: '%s') }".formatted(sample.symbols()));
        jenkins.awaitLog("killed", log -> log.contains("asking for the pod"));
        real.stopJenkinsForcibly();
        real.startJenkins();
        assertThat(jenkins.awaitEnd("killed")).contains("Finished: SUCCESS");
        awaitNoPod();
    }

    /** The sample's symbols as a kernel's build has them in the bucket. */
    private byte[] symbols() throws IOException {
        Path file = folder.resolve("vmlinux.json");
        IsfWriter.write(IsfReader.read(sample.symbols()), file, "in the bucket 1");
        return Files.readAllBytes(file);
    }

    /** The sample with RAM that is four times the controller's heap. */
    private Path large() throws IOException {
        Path file = folder.resolve("large.lime");
        byte[] more = new byte[(int) MEBIBYTE];
        // Pages of zeros would be left out.
        Arrays.fill(more, (byte) 0x5a);
        try (MemoryImage image = MemoryImages.open(sample.image());
                ImageWriter writer = new ImageWriter(file, ImageOutputFormat.LIME)) {
            for (PhysicalRange range : image.ranges()) {
                byte[] bytes = new byte[(int) range.size()];
                image.read(range.start(), bytes, 0, bytes.length);
                writer.write(range.start(), bytes, 0, bytes.length);
                writer.endRange();
            }
            for (long at = MORE_RAM; at < MORE_RAM + MORE_MEBIBYTES * MEBIBYTE; at += MEBIBYTE) {
                writer.write(at, more, 0, more.length);
            }
            writer.endRange();
            writer.finish();
        }
        assertThat(file).isRegularFile();
        assertThat(Files.size(file)).isGreaterThan(MORE_MEBIBYTES * MEBIBYTE);
        return file;
    }

    private List<Path> filesWith(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(real.getHome().toPath())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(real.getHome().toPath().resolve("secrets"))
                            && !file.toString().contains("/plugins/"))
                    .filter(file -> contains(file, secret))
                    .toList();
        }
    }

    private static boolean contains(Path file, String secret) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret);
        } catch (IOException e) {
            return false;
        }
    }

    /** Until so many blocks of a full capture are on the agent's disk. */
    private void awaitBlocks(int count) throws Exception {
        Waiting.until("blocks of a full capture on the agent's disk", () -> blocksOnDisk() >= count);
    }

    private long blocksOnDisk() throws IOException {
        long most = 0;
        try (Stream<Path> files = Files.walk(folder.resolve("agent"))) {
            for (Path file : files.filter(f -> f.endsWith(".node.avml.journal")).toList()) {
                most = Math.max(
                        most,
                        Files.readAllLines(file).stream()
                                .filter(line -> line.split(" ").length == 4)
                                .count());
            }
        } catch (UncheckedIOException e) {
            // A folder went away meanwhile.
            return 0;
        }
        return most;
    }

    private void awaitPod() throws Exception {
        Waiting.until("a pod", () -> !cluster.pods.isEmpty());
    }

    private void awaitNoPod() throws Exception {
        Waiting.until("no pod", cluster.pods::isEmpty);
    }
}
