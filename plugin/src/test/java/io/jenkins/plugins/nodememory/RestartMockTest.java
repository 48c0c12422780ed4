package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.nodememory.cluster.PodLedger;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller is restarted in the middle of a capture. */
class RestartMockTest {
    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final SampleImage sample = SampleImage.find();

    @Test
    void aCaptureGoesOnAfterARestart(@TempDir Path folder) throws Throwable {
        try (MockCluster cluster = new MockCluster(new FakeNode(folder, sample))) {
            session.then(jenkins -> {
                NodeCaptureMockTest.configure(cluster);
                cluster.phase = "Pending";
                WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
                job.setDefinition(new CpsFlowDefinition("""
                        node {
                            def c = captureNodeMemory(node: 'node-7', symbols: '%s')
                            echo "captured ${c.counts.tasks} tasks, complete ${c.complete}"
                        }
                        """.formatted(sample.symbols()), true));
                job.scheduleBuild2(0).waitForStart();
                while (cluster.pods.isEmpty()) {
                    Thread.sleep(50);
                }
            });
            cluster.phase = "Running";
            session.then(jenkins -> {
                WorkflowRun build = jenkins.jenkins
                        .getItemByFullName("job", WorkflowJob.class)
                        .getBuildByNumber(1);
                jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
                jenkins.assertLogContains("captured 79 tasks", build);
                assertThat(build.getAction(CaptureAction.class).getCaptures()).hasSize(1);
                assertThat(PodLedger.get().pods()).isEmpty();
            });
            assertThat(cluster.pods).isEmpty();
        }
    }
}
