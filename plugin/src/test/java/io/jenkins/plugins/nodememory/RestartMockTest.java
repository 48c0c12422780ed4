package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.nodememory.cluster.PodLedger;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller is restarted in the middle of a capture. */
class RestartMockTest {
    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final SampleImage sample = SampleImage.find();

    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    /** Starts a pipeline on an agent that is a process of its own, as the controller of a test is none that ends. */
    private void start(JenkinsRule jenkins, MockCluster cluster, String arguments) throws Exception {
        NodeCaptureMockTest.configure(cluster);
        jenkins.createSlave(Label.get("agent"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition("""
                node('agent') {
                    def c = captureNodeMemory(node: 'node-7', symbols: '%s', %s)
                    echo "captured ${c.counts.tasks} tasks, complete ${c.complete}"
                }
                """.formatted(sample.symbols(), arguments), true));
        job.scheduleBuild2(0).waitForStart();
        Waiting.until("a pod", () -> !cluster.pods.isEmpty());
    }

    private static WorkflowRun end(JenkinsRule jenkins) throws Exception {
        WorkflowRun build =
                jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("captured 79 tasks", build);
        assertThat(build.getAction(CaptureAction.class).getCaptures()).hasSize(1);
        assertThat(PodLedger.get().pods()).isEmpty();
        return build;
    }

    private static long podsMade(MockCluster cluster) {
        return cluster.requests.stream()
                .filter(request -> request.startsWith("POST"))
                .count();
    }

    @Test
    void aCaptureWhosePodHadNotStartedGoesOnAfterARestart() throws Throwable {
        try (MockCluster cluster = new MockCluster(new FakeNode(folder, sample))) {
            cluster.phase = "Pending";
            session.then(jenkins -> start(jenkins, cluster, "reason: 'a test'"));
            cluster.phase = "Running";
            session.then(RestartMockTest::end);
            assertThat(cluster.pods).isEmpty();
        }
    }

    @Test
    void aFullCaptureFindsItsPodAndGoesOnWhereItWas() throws Throwable {
        try (MockCluster cluster = new MockCluster(new FakeNode(folder, sample))) {
            cluster.most = 48 * MEBIBYTE;
            session.then(jenkins -> {
                start(jenkins, cluster, "mode: 'full', output: 'node.avml'");
                Waiting.until("two blocks on disk", () -> blocksOnDisk(jenkins) >= 2);
                // The test's harness closes connections before it begins to shut down, which no controller does.
                ExtensionList.lookupSingleton(Shutdown.class).onBeforeShutdown();
            });
            assertThat(cluster.pods).as("the pod is left for the next attempt").hasSize(1);
            cluster.most = Long.MAX_VALUE;
            session.then(jenkins -> {
                WorkflowRun build = end(jenkins);
                assertThat(JenkinsRule.getLog(build))
                        .containsPattern("found the existing pod nodemem-[0-9a-f]+")
                        .containsPattern("continues after (32|48) of \\d+ MiB");
                assertThat(podsMade(cluster)).isEqualTo(1);
                FilePath workspace = jenkins.jenkins.getNode("slave0").getWorkspaceFor((WorkflowJob) build.getParent());
                assertThat(workspace.child("node.avml.json").readToString()).contains("\"resumed\": [");
                assertThat(workspace.list(".node.avml*")).isEmpty();
                assertSameAsInOneGo(
                        jenkins, cluster, workspace.child("node.avml").digest());
            });
            assertThat(cluster.pods).isEmpty();
        }
    }

    /** Of the capture that runs, as its journal has them. */
    private static long blocksOnDisk(JenkinsRule jenkins) throws Exception {
        Path nodes = jenkins.jenkins.getRootDir().toPath();
        try (Stream<Path> files = Files.walk(nodes)) {
            for (Path file : files.filter(f -> f.endsWith(".node.avml.journal")).toList()) {
                return Files.readAllLines(file).stream()
                        .filter(line -> line.split(" ").length == 4)
                        .count();
            }
        } catch (UncheckedIOException e) {
            return 0;
        }
        return 0;
    }

    private void assertSameAsInOneGo(JenkinsRule jenkins, MockCluster cluster, String digest) throws Exception {
        long before = cluster.written.get();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "other");
        job.setDefinition(new CpsFlowDefinition("""
                node('agent') { captureNodeMemory(node: 'node-7', symbols: '%s', mode: 'full', output: 'node.avml') }
                """.formatted(sample.symbols()), true));
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        FilePath workspace = jenkins.jenkins.getNode("slave0").getWorkspaceFor(job);
        assertThat(workspace.child("node.avml").digest()).isEqualTo(digest);
        long all = cluster.written.get() - before;
        assertThat(before).as("at most what was under way was read twice").isBetween(all, all + 32 * MEBIBYTE);
        assertThat(JenkinsRule.getLog(build)).doesNotContain("continues after");
    }
}
