package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import io.jenkins.plugins.nodememory.check.CheckAction;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each address of the plugin, asked for by users who may do different things. */
@WithJenkins
class PermissionTest {
    private static final List<String> PAGES = List.of(
            CaptureAction.URL + "/",
            CheckAction.URL + "/",
            CheckAction.URL + "/report?check=1&kind=html",
            CheckAction.URL + "/report?check=1&kind=json",
            CheckAction.URL + "/report?check=1&kind=sarif",
            CheckAction.URL + "/report?check=1&kind=junit.xml");

    private static final String DOWNLOAD = CaptureAction.URL + "/download?index=0";
    private static final String QUERY = CaptureAction.URL + "/query";
    private static final String COMPLETE = CaptureAction.URL + "/complete";

    private final SampleImage sample = SampleImage.find();
    private JenkinsRule jenkins;
    private WorkflowRun build;

    @BeforeEach
    void checkedBuild(JenkinsRule rule) throws Exception {
        jenkins = rule;
        WorkflowJob job = rule.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition(
                "node { captureNodeMemory(%s); checkNodeMemory policy: 'kubernetes', qualityGates: [[threshold: 1, type: 'TOTAL', criticality: 'NOTE']] }"
                        .formatted(sample.arguments()),
                true));
        build = rule.buildAndAssertSuccess(job);
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.EXTENDED_READ, Item.CONFIGURE, Item.BUILD)
                .everywhere()
                .to("developer", "viewer", "taker")
                .grant(NodeMemoryPermissions.VIEW)
                .everywhere()
                .to("viewer", "taker")
                .grant(NodeMemoryPermissions.DOWNLOAD)
                .everywhere()
                .to("taker"));
    }

    @Test
    void aDeveloperWithoutThePermissionsSeesNothing() throws Exception {
        try (var client = client("developer")) {
            for (String page : PAGES) {
                assertThat(get(client, page)).as(page).isEqualTo(403);
            }
            assertThat(get(client, DOWNLOAD)).isEqualTo(403);
            assertThat(post(client, QUERY, true)).isEqualTo(403);
            assertThat(post(client, COMPLETE, true)).isEqualTo(403);
            client.withThrowExceptionOnFailingStatusCode(true);
            assertThat(client.getPage(build).asNormalizedText()).doesNotContain("Node Memory", "gke-shop", "findings");
            assertThat(client.getPage(build.getParent()).getElementsByTagName("svg").stream()
                            .filter(svg -> svg.getAttribute("class").equals("node-memory-trend")))
                    .isEmpty();
        }
    }

    @Test
    void whoMayViewSeesAllAndTakesNothingAway() throws Exception {
        try (var client = client("viewer")) {
            for (String page : PAGES) {
                assertThat(get(client, page)).as(page).isEqualTo(200);
            }
            assertThat(get(client, DOWNLOAD)).isEqualTo(403);
            assertThat(post(client, QUERY, true)).isEqualTo(200);
            assertThat(post(client, COMPLETE, true)).isEqualTo(200);
            client.withThrowExceptionOnFailingStatusCode(true);
            assertThat(client.getPage(build).asNormalizedText()).contains("Node Memory Check", "gke-shop");
            assertThat(client.getPage(build.getParent()).getElementsByTagName("svg").stream()
                            .filter(svg -> svg.getAttribute("class").equals("node-memory-trend")))
                    .hasSize(1);
        }
        try (var client = client("taker")) {
            assertThat(get(client, DOWNLOAD)).isEqualTo(200);
        }
    }

    @Test
    void whatAsksIsPostedWithACrumb() throws Exception {
        try (var client = client("viewer")) {
            for (String asking : List.of(QUERY, COMPLETE)) {
                assertThat(post(client, asking, false))
                        .as(asking + " without a crumb")
                        .isEqualTo(403);
                assertThat(get(client, asking + "?index=0&query=tasks&text=t&cursor=1"))
                        .as("GET " + asking)
                        .isIn(404, 405);
            }
        }
    }

    /** Without scripts: HtmlUnit does not understand those of other plugins on the job's page. */
    private JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        return client.login(user).withJavaScriptEnabled(false);
    }

    private int get(JenkinsRule.WebClient client, String page) throws Exception {
        return client.goTo(build.getUrl() + page, null).getWebResponse().getStatusCode();
    }

    private int post(JenkinsRule.WebClient client, String page, boolean crumb) throws Exception {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), build.getUrl() + page), HttpMethod.POST);
        request.setRequestParameters(List.of(
                new NameValuePair("index", "0"),
                new NameValuePair("query", "tasks.limit(1)"),
                new NameValuePair("text", "task"),
                new NameValuePair("cursor", "4")));
        if (crumb) {
            client.addCrumb(request);
        }
        return client.getPage(request).getWebResponse().getStatusCode();
    }
}
