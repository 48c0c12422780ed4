package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.model.Run;
import hudson.tasks.junit.TestResultAction;
import hudson.util.Secret;
import io.jenkins.plugins.nodememory.check.CheckAction;
import io.jenkins.plugins.nodememory.check.CheckSummary;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import io.nodememory.query.report.ReportFormat;
import io.nodememory.query.report.ReportFormats;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.htmlunit.html.HtmlAnchor;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Policies on the sample, in which an intruder runs. */
@WithJenkins
class CheckTest {
    private static final String FORBIDS = """
            rule('deleted-program') {
                severity HIGH
                because 'A program is no longer on disk'
                forbid tasks.where { exe_deleted && name != 'allowed' }.select(pid, name, exe, cmdline)
            }
            """;

    private final SampleImage sample = SampleImage.find();
    private JenkinsRule jenkins;

    @BeforeEach
    void jenkins(JenkinsRule rule) {
        this.jenkins = rule;
    }

    @Test
    void aPolicyOfTheWorkspaceMarksStageAndBuild() throws Exception {
        WorkflowRun build = build(Result.FAILURE, """
                writeFile file: 'policies/own.nodemem', text: '''%s'''
                def c = captureNodeMemory(%s)
                def r = checkNodeMemory(capture: c, policy: 'policies/own.nodemem',
                    qualityGates: [[threshold: 1, type: 'TOTAL', criticality: 'FAILURE']])
                echo "verdict ${r.verdict} findings ${r.findings} high ${r.severities.HIGH} rules ${r.failedRules}"
                """.formatted(FORBIDS, sample.arguments()));
        jenkins.assertLogContains("verdict FAIL findings 2 high 2 rules [deleted-program (HIGH): 2 findings]", build);
        WarningAction warning = new DepthFirstScanner()
                .allNodes(build.getExecution()).stream()
                        .map(node -> node.getAction(WarningAction.class))
                        .filter(action -> action != null)
                        .findFirst()
                        .orElseThrow();
        assertThat(warning.getResult()).isEqualTo(Result.FAILURE);
        assertThat(warning.getMessage()).contains("2 findings");
        // The check worked: what it found is no error of the tool.
        jenkins.assertLogNotContains("ERROR:", build);
    }

    @Test
    void reportsAreEncryptedWhereStoresAre() throws Exception {
        NodeMemoryConfiguration.get().setStoreKey(Secret.fromString("a key for all of the stores"));
        WorkflowRun build = build(Result.UNSTABLE, """
                writeFile file: 'own.nodemem', text: '''%s'''
                captureNodeMemory(%s)
                checkNodeMemory policy: 'own.nodemem', output: 'reports'
                echo "in the workspace ${readFile('reports/check-1.json').contains('memfd')}"
                """.formatted(FORBIDS, sample.arguments()));
        jenkins.assertLogContains("in the workspace true", build);
        try (Stream<Path> files = Files.walk(build.getRootDir().toPath().resolve("node-memory"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("memfd");
            }
        }
        // A key that is taken away leaves what was encrypted readable.
        NodeMemoryConfiguration.get().setStoreKey(null);
        CheckAction action = build.getAction(CheckAction.class);
        assertThat(action.report(action.getChecks().get(0)).with("fail")).hasSize(1);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            String url = build.getUrl() + "node-memory-check/report?check=1&kind=";
            assertThat(client.goTo(url + "html", "application/octet-stream")
                            .getWebResponse()
                            .getContentAsString())
                    .contains("memfd")
                    .endsWith("</html>\n");
            for (ReportFormat format : ReportFormats.ALL) {
                HtmlAnchor link = client.getPage(build, CheckAction.URL).getAnchorByText(format.title());
                assertThat(link.getHrefAttribute()).isEqualTo("report?check=1&kind=" + format.extension());
            }
        }
    }

    @Test
    void withoutGatesFindingsAreUnstableAndTestsSayNoMoreThanRules() throws Exception {
        WorkflowRun build = build(Result.UNSTABLE, """
                writeFile file: 'own.nodemem', text: '''%s'''
                captureNodeMemory(%s)
                checkNodeMemory policy: 'own.nodemem', output: 'reports'
                """.formatted(FORBIDS, sample.arguments()));
        TestResultAction tests = build.getAction(TestResultAction.class);
        assertThat(tests.getTotalCount()).isEqualTo(1);
        assertThat(tests.getFailCount()).isEqualTo(1);
        assertThat(tests.getFailedTests().get(0).getErrorDetails())
                .contains("2 findings")
                .doesNotContain("memfd");
        CheckSummary summary = build.getAction(CheckAction.class).getChecks().get(0);
        assertThat(summary.getResult()).isEqualTo("UNSTABLE");
        Path folder = build.getRootDir().toPath().resolve("node-memory");
        for (String report : new String[] {"check-1.json", "check-1.sarif", "check-1.junit.xml", "check-1.html"}) {
            assertThat(folder.resolve(report)).isNotEmptyFile();
        }
        assertThat(folder.resolve("check-1.json")).content().contains("/memfd:kworker");
        assertNothingFoundIn(build);
        Path workspace =
                Path.of(jenkins.jenkins.getWorkspaceFor(build.getParent()).getRemote());
        assertThat(workspace.resolve("reports/check-1.sarif")).isNotEmptyFile();
    }

    /** Whoever may read the log or the disk's build.xml need not be one who may view memory. */
    private static void assertNothingFoundIn(Run<?, ?> build) throws Exception {
        assertThat(JenkinsRule.getLog(build)).contains("deleted-program").doesNotContain("memfd");
        assertThat(Files.readString(build.getRootDir().toPath().resolve("build.xml")))
                .doesNotContain("memfd");
    }

    @Test
    void theSecondCaptureHasNothingNew() throws Exception {
        WorkflowRun build = build(Result.SUCCESS, """
                writeFile file: 'own.nodemem', text: '''%1$s'''
                captureNodeMemory(%2$s)
                def c = captureNodeMemory(%2$s)
                def gates = [[threshold: 1, type: 'NEW', criticality: 'FAILURE'], [threshold: 1, type: 'TOTAL', criticality: 'NOTE']]
                def r = checkNodeMemory(capture: c, policy: 'own.nodemem', baseline: '1', qualityGates: gates,
                    incomplete: 'NOTE')
                echo "new ${r.newFindings} of ${r.findings} against ${r.baseline}: ${r.gates.size()} gates, ${r.result}"
                """.formatted(FORBIDS, sample.arguments()));
        jenkins.assertLogContains("new 0 of 2 against 1: 2 gates, SUCCESS", build);
    }

    @Test
    void withoutAGoodCaptureNewCannotBeDecided() throws Exception {
        WorkflowRun build = build(Result.UNSTABLE, """
                writeFile file: 'own.nodemem', text: '''%s'''
                captureNodeMemory(%s)
                checkNodeMemory policy: 'own.nodemem', baseline: 'last-good',
                    qualityGates: [[threshold: 1, type: 'NEW', criticality: 'FAILURE']]
                """.formatted(FORBIDS, sample.arguments()));
        jenkins.assertLogContains("could not be decided: it needs a baseline", build);
        jenkins.assertLogContains("there is no baseline yet", build);
    }

    @Test
    void aWrongPolicyIsAnErrorOfTheStep() throws Exception {
        WorkflowRun build = build(Result.FAILURE, """
                writeFile file: 'own.nodemem', text: "rule('x') { severity HIGH; because 'b'; forbid tsks.where { pid == 1 } }"
                captureNodeMemory(%s)
                try {
                    checkNodeMemory 'own.nodemem'
                } catch (e) {
                    echo "caught: ${e.message}"
                    throw e
                }
                """.formatted(sample.arguments()));
        jenkins.assertLogContains("caught: own.nodemem", build);
        jenkins.assertLogNotContains("\tat ", build);
        assertThat(build.getAction(CheckAction.class)).isNull();
    }

    @Test
    void aPolicyCannotNameAFileOfTheController() throws Exception {
        WorkflowRun build = build(Result.FAILURE, """
                captureNodeMemory(%s)
                checkNodeMemory '../../secrets/master.key'
                """.formatted(sample.arguments()));
        jenkins.assertLogContains("secrets/master.key", build);
        assertThat(JenkinsRule.getLog(build)).containsPattern("there is no policy|is not in the workspace");
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node { stage('check') {\n" + script + "\n} }", true));
        return jenkins.buildAndAssertStatus(expected, job);
    }
}
