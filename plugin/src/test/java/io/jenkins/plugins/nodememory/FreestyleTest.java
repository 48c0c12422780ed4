package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.nodememory.check.CheckAction;
import io.jenkins.plugins.nodememory.check.GateConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The build step of freestyle projects. */
@WithJenkins
class FreestyleTest {
    @Test
    void aFreestyleProjectCapturesAndChecks(JenkinsRule jenkins) throws Exception {
        SampleImage sample = SampleImage.find();
        CaptureNodeMemoryStep capture = new CaptureNodeMemoryStep();
        capture.setFile(sample.image().toString());
        capture.setSymbols(sample.symbols().toString());
        CheckNodeMemoryStep check = new CheckNodeMemoryStep("kubernetes");
        check.setQualityGates(List.of(new GateConfiguration(1, "TOTAL", "FAILURE")));
        NodeMemoryBuilder builder = new NodeMemoryBuilder(capture);
        builder.setCheck(check);
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildersList().add(builder);
        jenkins.configRoundtrip(job);
        jenkins.assertEqualDataBoundBeans(builder, job.getBuildersList().get(NodeMemoryBuilder.class));
        var build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        assertThat(build.getAction(CaptureAction.class).getCaptures()).hasSize(1);
        assertThat(build.getAction(CheckAction.class).getChecks())
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.getVerdict()).isEqualTo("FAIL");
                    assertThat(c.getFindings()).isPositive();
                });
    }
}
