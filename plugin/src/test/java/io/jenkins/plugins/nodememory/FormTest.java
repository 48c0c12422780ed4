package io.jenkins.plugins.nodememory;

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
}
