package io.jenkins.plugins.nodememory;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.nodememory.check.GateConfiguration;
import io.jenkins.plugins.nodememory.config.ClusterConfiguration;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The forms of the Snippet Generator give back what they are given, and the text that makes it. */
@WithJenkins
class FormTest {
    @Test
    void aCaptureStepSurvivesItsForm(JenkinsRule jenkins) throws Exception {
        CaptureNodeMemoryStep step = new CaptureNodeMemoryStep();
        step.setFile("node.avml");
        step.setSymbols("symbols.json.xz");
        step.setName("after");
        step.setReason("deployment");
        step.setStore("case-1");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "captureNodeMemory file: 'node.avml', name: 'after', reason: 'deployment', store: 'case-1', "
                                + "symbols: 'symbols.json.xz'");
    }

    @Test
    void aQueryStepSurvivesItsForm(JenkinsRule jenkins) throws Exception {
        QueryNodeMemoryStep step = new QueryNodeMemoryStep("tasks.where { uid == 0 }");
        new SnippetizerTester(jenkins).assertRoundTrip(step, "queryNodeMemory 'tasks.where { uid == 0 }'");
        step.setLimit(5);
        step.setTimeout(7);
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void aCaptureOfANodeSurvivesItsForm(JenkinsRule jenkins) throws Exception {
        ClusterConfiguration cluster = new ClusterConfiguration("production");
        NodeMemoryConfiguration.get().setClusters(List.of(cluster));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL, "kubeconfig", "", "kubeconfig", SecretBytes.fromBytes(new byte[] {1
                        })));
        CaptureNodeMemoryStep step = new CaptureNodeMemoryStep();
        step.setNode("node-7");
        step.setMode("full");
        step.setCluster("production");
        step.setCredentialsId("kubeconfig");
        step.setNamespace("memory");
        step.setImage("registry/busybox:1");
        step.setTimeout(180);
        step.setOutput("node.avml");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void aCheckStepSurvivesItsForm(JenkinsRule jenkins) throws Exception {
        CheckNodeMemoryStep step = new CheckNodeMemoryStep("kubernetes, policies/team.nodemem");
        step.setBaseline("last-good");
        step.setQualityGates(List.of(
                new GateConfiguration(1, "NEW", "FAILURE"), new GateConfiguration(5, "TOTAL_HIGH", "UNSTABLE")));
        step.setIncomplete("FAILURE");
        step.setOutput("reports");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
        CheckNodeMemoryStep gated = new CheckNodeMemoryStep("kubernetes");
        gated.setQualityGates(List.of(new GateConfiguration(1, "NEW", "FAILURE")));
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        gated,
                        "checkNodeMemory policy: 'kubernetes', "
                                + "qualityGates: [[criticality: 'FAILURE', threshold: 1, type: 'NEW']]");
    }
}
