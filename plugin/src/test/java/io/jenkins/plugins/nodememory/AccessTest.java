package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import io.jenkins.plugins.nodememory.store.ControllerStore;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds that run as a user, and builds that are aborted. */
@WithJenkins
class AccessTest {
    private final SampleImage sample = SampleImage.find();

    @Test
    void aBuildOfAUserNeedsThePermissions(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = job(jenkins, """
                node {
                    captureNodeMemory(%s)
                    echo 'captured'
                    queryNodeMemory 'tasks.count()'
                }
                """);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        MockAuthorizationStrategy roles = new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Computer.BUILD)
                .everywhere()
                .to("developer", "capturer")
                .grant(NodeMemoryPermissions.CAPTURE)
                .everywhere()
                .to("capturer");
        jenkins.jenkins.setAuthorizationStrategy(roles);
        MockQueueItemAuthenticator users = new MockQueueItemAuthenticator();
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().add(users);

        users.authenticate(job.getFullName(), User.getById("developer", true).impersonate2());
        WorkflowRun refused = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("developer is missing the Node Memory/Capture permission", refused);
        assertThat(refused.getAction(CaptureAction.class)).isNull();

        users.authenticate(job.getFullName(), User.getById("capturer", true).impersonate2());
        WorkflowRun half = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("captured", half);
        jenkins.assertLogContains("capturer is missing the Node Memory/View permission", half);
    }

    @Test
    void anAbortedCaptureLeavesNothingAndTheStoreUsable(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = job(jenkins, "node { captureNodeMemory(%s) }");
        WorkflowRun aborted = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("[Pipeline] captureNodeMemory", aborted);
        aborted.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(aborted));
        assertThat(aborted.getAction(CaptureAction.class)).isNull();
        WorkflowRun after = jenkins.buildAndAssertSuccess(job);
        assertThat(after.getAction(CaptureAction.class).getCaptures()).hasSize(1);
        try (ControllerStore store = ControllerStore.use(ControllerStore.DEFAULT_NAME)) {
            assertThat(store.evidence().captures()).hasSize(1);
        }
    }

    private WorkflowJob job(JenkinsRule jenkins, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition(script.formatted(sample.arguments()), true));
        return job;
    }
}
