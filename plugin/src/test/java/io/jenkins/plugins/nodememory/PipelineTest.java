package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hudson.model.Label;
import hudson.model.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The steps in pipelines, in the sandbox, on an agent that is a process of its own. */
@WithJenkins
class PipelineTest {
    private final SampleImage sample = SampleImage.find();
    private JenkinsRule jenkins;

    @BeforeEach
    void agent(JenkinsRule rule) throws Exception {
        jenkins = rule;
        rule.createOnlineSlave(Label.get("agent"));
    }

    @Test
    void aScriptedPipelineCapturesAndQueries() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("scripted", """
                node('agent') {
                    def c = captureNodeMemory(%s, name: 'first', reason: 'a test')
                    echo "capture ${c.id} node ${c.node} kernel ${c.kernel} tasks ${c.counts.tasks} complete ${c.complete}"
                    def rows = queryNodeMemory(capture: c, query: '''
                        tasks.where { pid == 1 }.select { [pid, name, address, start_time, kernel_thread] }
                    ''')
                    echo "rows ${rows.size()}: ${rows[0].pid} ${rows[0].address} ${rows[0].kernel_thread}"
                    echo "all ${queryNodeMemory('tasks.count()')[0].count == c.counts.tasks}"
                }
                """.formatted(sample.arguments())));
        CaptureSummary capture =
                build.getAction(CaptureAction.class).getCaptures().get(0);
        assertThat(capture.isComplete()).isTrue();
        assertThat(capture.getCounts().get("tasks")).isGreaterThan(20);
        assertThat(capture.getSha256()).hasSize(64);
        assertThat(capture.getName()).isEqualTo("first");
        jenkins.assertLogContains(
                "capture 1 node %s kernel %s tasks %d complete true"
                        .formatted(
                                capture.getNode(),
                                capture.getKernel(),
                                capture.getCounts().get("tasks")),
                build);
        jenkins.assertLogContains("[node-memory] tasks: ", build);
        assertThat(JenkinsRule.getLog(build)).containsPattern("rows 1: 1 0xffff[0-9a-f]{12} false");
        jenkins.assertLogContains("all true", build);
    }

    @Test
    void aDeclarativePipelineCapturesAndQueries() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("declarative", """
                pipeline {
                    agent { label 'agent' }
                    stages {
                        stage('capture') {
                            steps {
                                captureNodeMemory %s
                                script {
                                    def rows = queryNodeMemory(query: 'tasks.select { [pid] }', limit: 3)
                                    echo "pids ${rows*.pid}"
                                }
                            }
                        }
                    }
                }
                """.formatted(sample.arguments())));
        assertThat(JenkinsRule.getLog(build)).containsPattern("pids \\[\\d+, \\d+, \\d+]");
        jenkins.assertLogContains("only the first 3 rows are returned", build);
    }

    @Test
    void theStoreIsItsOwnersAndNoArtifact() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job(
                "stored", "node('agent') { captureNodeMemory(%s, store: 'case-1') }".formatted(sample.arguments())));
        Path folder = jenkins.jenkins.getRootDir().toPath().resolve("node-memory");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("case-1.mv.db"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("case-1.mv.db"))))
                .isEqualTo("rw-------");
        assertThat(build.getArtifacts()).isEmpty();
    }

    @Test
    void aWrongQueryFailsWithItsPlace() throws Exception {
        WorkflowRun build =
                jenkins.buildAndAssertStatus(Result.FAILURE, job("wrong", """
                node('agent') {
                    captureNodeMemory(%s)
                    queryNodeMemory 'tasks.where { nmae == 1 }'
                }
                """.formatted(sample.arguments())));
        assertThat(JenkinsRule.getLog(build))
                .containsPattern("line 1, column \\d+")
                .contains("nmae");
        jenkins.assertLogNotContains("\tat ", build);
    }

    @Test
    void aFileThatIsNoImageFailsAndLeavesNoCapture() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job("noimage", """
                node('agent') {
                    writeFile file: 'no.avml', text: 'nothing'
                    captureNodeMemory(file: 'no.avml')
                }
                """));
        jenkins.assertLogContains("no.avml", build);
        jenkins.assertLogNotContains("\tat ", build);
        assertThat(build.getAction(CaptureAction.class)).isNull();
    }

    @Test
    void twoBuildsAtOnceShareAStore() throws Exception {
        WorkflowJob job = job("both", """
                node {
                    def c = captureNodeMemory(%s)
                    echo "own rows ${queryNodeMemory(capture: c, query: 'tasks.count()')[0].count == c.counts.tasks}"
                }
                """.formatted(sample.arguments()));
        var first = job.scheduleBuild2(0).waitForStart();
        var second = jenkins.createProject(WorkflowJob.class, "other");
        second.setDefinition(job.getDefinition());
        WorkflowRun other = second.scheduleBuild2(0).waitForStart();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(other));
        for (WorkflowRun build : new WorkflowRun[] {first, other}) {
            jenkins.assertLogContains("own rows true", build);
        }
        assertThat(Stream.of(first, other)
                        .map(b -> b.getAction(CaptureAction.class)
                                .getCaptures()
                                .get(0)
                                .getId()))
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void theSampleFindsItsIntruder() throws Exception {
        Path samples = Path.of("").toAbsolutePath().resolveSibling("samples");
        assumeTrue(Files.exists(samples.resolve("node/node.avml")), "SKIPPED: no samples/node beside this folder");
        String script =
                Files.readString(samples.resolve("jenkins/Jenkinsfile")).replace("'samples/", "'" + samples + "/");
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job("sample", script));
        jenkins.assertLogContains("2 processes whose program is no longer on disk", build);
        jenkins.assertLogContains("FAIL: memfd-executable (CRITICAL)", build);
    }

    @Test
    void rowsAreDeletedWithTheirBuild() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(
                job("deleted", "node('agent') { captureNodeMemory(%s) }".formatted(sample.arguments())));
        CaptureSummary capture =
                build.getAction(CaptureAction.class).getCaptures().get(0);
        assertThat(CaptureQuery.forPage(capture, "tasks.limit(1)").run().rows()).hasSize(1);
        build.delete();
        assertThat(catchThrowable(
                        () -> CaptureQuery.forPage(capture, "tasks.limit(1)").run()))
                .hasMessageContaining("no longer in the store");
    }

    private WorkflowJob job(String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
