package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.nodememory.cluster.PodLedger;
import io.jenkins.plugins.nodememory.cluster.PodReaper;
import io.jenkins.plugins.nodememory.config.ClusterConfiguration;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jenkins.triggers.ReverseBuildTrigger;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Captures from a cluster that is a mock, by real shells in real frames; whatever happens, no pod is left. */
@WithJenkins
class NodeCaptureMockTest {
    private static final String SECRET = "very-secret-token";

    private final SampleImage sample = SampleImage.find();
    private JenkinsRule jenkins;
    private MockCluster cluster;

    @BeforeEach
    void configure(JenkinsRule rule, @TempDir Path folder) throws Exception {
        jenkins = rule;
        cluster = new MockCluster(new FakeNode(folder, sample));
        configure(cluster);
    }

    static void configure(MockCluster cluster) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        "kubeconfig",
                        "",
                        "kubeconfig",
                        SecretBytes.fromBytes(cluster.kubeconfig().getBytes(StandardCharsets.UTF_8))));
        SystemCredentialsProvider.getInstance().save();
        ClusterConfiguration configuration = new ClusterConfiguration("mock");
        configuration.setCredentialsId("kubeconfig");
        NodeMemoryConfiguration.get().setClusters(List.of(configuration));
    }

    @AfterEach
    void noPodIsLeft() throws Exception {
        try (MockCluster closing = cluster) {
            assertThat(closing.pods).isEmpty();
            assertThat(PodLedger.get().pods()).isEmpty();
        }
    }

    @Test
    void aNodeIsCapturedAndNothingSecretIsLeft() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("""
                node('agent') {
                    def c = captureNodeMemory(node: 'node-7', symbols: '%s', reason: 'a test')
                    echo "captured ${c.node}: ${c.counts.tasks} tasks"
                    echo "intruder ${queryNodeMemory("tasks.where { exe_deleted }.select { [pid] }")*.pid}"
                }
                """.formatted(sample.symbols())));
        jenkins.assertLogContains("captured gke-shop-default-pool-7f3a91c2-k4zd: 79 tasks", build);
        assertThat(JenkinsRule.getLog(build))
                .contains("asking for the pod nodemem-")
                .contains("intruder [465, ");
        assertThat(JenkinsRule.getLog(build)).doesNotContain(SECRET);
        try (Stream<Path> files = Files.walk(build.getRootDir().toPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
            }
        }
        Path temporary =
                Path.of(agent.getWorkspaceFor((WorkflowJob) build.getParent()).getRemote() + "@tmp");
        assertThat(temporary)
                .satisfiesAnyOf(
                        t -> assertThat(t).doesNotExist(),
                        t -> assertThat(t).isDirectoryNotContaining("glob:**/node-memory-*"));
    }

    @Test
    void anImageThatIsToBeKeptStaysInTheWorkspace() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("""
                node {
                    captureNodeMemory(node: 'node-7', mode: 'full', symbols: '%s', output: 'kept/node.avml')
                    echo "kept ${fileExists('kept/node.avml')} ${fileExists('kept/node.avml.json')}"
                }
                """.formatted(sample.symbols())));
        jenkins.assertLogContains("kept true true", build);
    }

    @Test
    void anAbortRemovesThePod() throws Exception {
        cluster.phase = "Pending";
        WorkflowRun build = start("");
        build.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        waitUntilNoPod();
    }

    @Test
    void anAgentThatGoesAwayLeavesNoPod() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        cluster.phase = "Pending";
        WorkflowRun build = start("'agent'");
        agent.getComputer().disconnect(null);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("the agent disconnected while it read the node's memory", build);
        waitUntilNoPod();
    }

    @Test
    void theReaperRemovesWhatACrashLeft() throws Exception {
        WorkflowJob job = job("echo 'ended'");
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        cluster.pods.add("nodemem-left");
        CaptureNodeMemoryStep step = new CaptureNodeMemoryStep();
        step.setCluster("mock");
        PodLedger.get().add("nodemem-left", step.reference(), build);
        PodReaper reaper = ExtensionList.lookupSingleton(PodReaper.class);
        reaper.doRun();
        waitUntilNoPod();
    }

    @Test
    void theClusterTheNodeAndTheModeAreSaidToBeWrong() throws Exception {
        assertThat(failure("cluster: 'other', node: 'node-7'"))
                .contains("no cluster other is configured; there are: mock");
        assertThat(failure("node: 'node-8'")).contains("the cluster has no node node-8");
        assertThat(failure("node: 'node-7', mode: 'half'")).contains("mode is 'targeted' or 'full', not 'half'");
        assertThat(failure("node: 'node-7', file: 'x'")).contains("give captureNodeMemory either node");
        assertThat(failure("node: 'node-7', credentialsId: 'none'")).contains("no credentials none");
    }

    @Test
    void theSampleStepChecksAPoolAndSaysWhichNodeItCouldNot() throws Exception {
        Path step = Path.of("").toAbsolutePath().resolveSibling("samples/jenkins/vars/checkNodePool.groovy");
        assumeTrue(Files.exists(step), "SKIPPED: no samples beside this folder");
        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.FAILURE, job(Files.readString(step) + """
                        node {
                            this.call(nodes: ['node-7', 'node-8'], cluster: 'mock', policy: 'kubernetes', symbols: '%s')
                        }
                        """.formatted(sample.symbols())));
        jenkins.assertLogContains("could not be checked: node-8", build);
        assertThat(JenkinsRule.getLog(build)).containsPattern("node-7: (FAIL|INCOMPLETE), 0 new of \\d+ findings");
    }

    @Test
    void theSamplePipelineChecksThePoolAfterADeployment() throws Exception {
        Path samples = Path.of("").toAbsolutePath().resolveSibling("samples/jenkins");
        assumeTrue(Files.exists(samples), "SKIPPED: no samples beside this folder");
        jenkins.createOnlineSlave(Label.get("linux"));
        FreeStyleProject deployment = jenkins.createFreeStyleProject("deploy-production");
        // The library's step as a function of the same name; one node, and the sample's symbols, which no agent finds.
        String step = Files.readString(samples.resolve("vars/checkNodePool.groovy"));
        WorkflowJob pool = job(step.replace("Map call(", "Map checkNodePool(")
                + Files.readString(samples.resolve("Jenkinsfile.pool"))
                        .replace("name: 'NODES', defaultValue: ''", "name: 'NODES', defaultValue: 'node-7'")
                        .replace("cluster: 'production'", "cluster: 'mock', symbols: '" + sample.symbols() + "'")
                        .replace("kubernetes, policies/team.nodemem", "kubernetes")
                        .replaceFirst("(?s)    post \\{.*", "}\n"));
        // Its triggers are known once it has run.
        WorkflowRun first = jenkins.buildAndAssertStatus(Result.UNSTABLE, pool);
        assertThat(JenkinsRule.getLog(first)).containsPattern("node-7: (FAIL|INCOMPLETE), \\d+ new of \\d+ findings");
        assertThat(pool.getTriggers().values())
                .hasAtLeastOneElementOfType(TimerTrigger.class)
                .hasAtLeastOneElementOfType(ReverseBuildTrigger.class);
        jenkins.jenkins.rebuildDependencyGraph();
        jenkins.buildAndAssertSuccess(deployment);
        jenkins.waitUntilNoActivity();
        WorkflowRun after = pool.getBuildByNumber(2);
        assertThat(after).isNotNull();
        jenkins.assertLogContains("Started by upstream project \"deploy-production\"", after);
        assertThat(JenkinsRule.getLog(after)).containsPattern("node-7: (FAIL|INCOMPLETE), \\d+ new of \\d+ findings");
    }

    private String failure(String arguments) throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.FAILURE, job("node { captureNodeMemory(%s) }".formatted(arguments)));
        return JenkinsRule.getLog(build);
    }

    private WorkflowRun start(String label) throws Exception {
        WorkflowRun build = job("node(%s) { captureNodeMemory(node: 'node-7', symbols: '%s') }"
                        .formatted(label, sample.symbols()))
                .scheduleBuild2(0)
                .waitForStart();
        Waiting.until("a pod, or the build's end", () -> !cluster.pods.isEmpty() || !build.isBuilding());
        return build;
    }

    /** The agent and the controller both remove it, and neither waits for the other. */
    private void waitUntilNoPod() throws Exception {
        Waiting.until(
                "no pod", () -> cluster.pods.isEmpty() && PodLedger.get().pods().isEmpty());
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
