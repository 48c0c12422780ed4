package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.Item;
import io.jenkins.plugins.nodememory.agent.AnalysisReport;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import io.jenkins.plugins.nodememory.store.ControllerStore;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pages, of a capture whose names want to be HTML. */
@WithJenkins
class PageTest {
    private static final String EVIL = "<img id=evil src=x onerror=alert(1)>";
    private JenkinsRule jenkins;
    private FreeStyleBuild build;

    @BeforeEach
    void capture(JenkinsRule rule) throws Exception {
        jenkins = rule;
        build = rule.buildAndAssertSuccess(rule.createFreeStyleProject("pages"));
        CaptureAction.of(build).add(capture("pages"));
    }

    @Test
    void namesFromAnImageAreTextOnTheBuildPage() throws Exception {
        try (var client = jenkins.createWebClient()) {
            HtmlPage page = client.getPage(build);
            assertThat(page.getElementById("evil")).isNull();
            assertThat(page.asNormalizedText())
                    .contains(EVIL, "INCOMPLETE", "1 rows in", "half of it is missing", "50.0 % of its RAM");
        }
    }

    @Test
    void aProcessNameIsTextInTheRowsOfAQuery() throws Exception {
        try (var client = jenkins.createWebClient()) {
            HtmlPage page = ask(client, "tasks.select { [pid, name] }");
            assertThat(page.getElementById("evil")).isNull();
            assertThat(page.getElementById("node-memory-rows").asNormalizedText())
                    .contains("pid")
                    .contains(EVIL);
        }
    }

    @Test
    void aWrongQueryIsTextWithItsPlace() throws Exception {
        try (var client = jenkins.createWebClient()) {
            HtmlPage page = ask(client, "tasks.where { name == '<b id=evil>' && nmae }");
            assertThat(page.getElementById("evil")).isNull();
            assertThat(page.asNormalizedText()).contains("line 1, column").contains("<b id=evil>");
        }
    }

    @Test
    void whoMayReadTheJobDoesNotSeeMemory() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "viewer")
                .grant(NodeMemoryPermissions.VIEW)
                .everywhere()
                .to("viewer"));
        try (var client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login("reader");
            assertThat(client.getPage(build).asNormalizedText()).doesNotContain(EVIL);
            assertThat(client.getPage(build, CaptureAction.URL).getWebResponse().getStatusCode())
                    .isEqualTo(403);
        }
        try (var client = jenkins.createWebClient()) {
            client.login("viewer");
            assertThat(client.getPage(build).asNormalizedText()).contains(EVIL);
            assertThat(client.getPage(build, CaptureAction.URL).asNormalizedText())
                    .contains(EVIL);
        }
    }

    @Test
    void aDownloadIsAStoreOfThatCaptureAloneForItsPermission(@TempDir Path folder) throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, NodeMemoryPermissions.VIEW)
                .everywhere()
                .to("viewer", "taker")
                .grant(NodeMemoryPermissions.DOWNLOAD)
                .everywhere()
                .to("taker"));
        String url = build.getUrl() + CaptureAction.URL + "/download?index=0";
        try (var client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login("viewer");
            assertThat(client.goTo(url, null).getWebResponse().getStatusCode()).isEqualTo(403);
        }
        Path file = folder.resolve("taken.mv.db");
        try (var client = jenkins.createWebClient()) {
            client.login("taker");
            Files.copy(
                    client.goTo(url, "application/octet-stream")
                            .getWebResponse()
                            .getContentAsStream(),
                    file);
        }
        try (EvidenceStore store = EvidenceStore.open(file.toString(), Access.READ)) {
            assertThat(store.captures()).hasSize(1);
            assertThat(store.verify(1).findings()).isEmpty();
        }
        try (Stream<Path> left = Files.list(ControllerStore.folder())) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("pages.mv.db");
        }
    }

    @Test
    void aQueryIsCompletedForThoseWhoMayView() throws Exception {
        try (var client = jenkins.createWebClient()) {
            var request = new WebRequest(
                    new URL(jenkins.getURL(), build.getUrl() + CaptureAction.URL + "/complete"), HttpMethod.POST);
            request.setRequestParameters(List.of(new NameValuePair("text", "task"), new NameValuePair("cursor", "4")));
            client.addCrumb(request);
            String answer = client.getPage(request).getWebResponse().getContentAsString();
            assertThat(answer).contains("\"value\":\"tasks\"").contains("\"start\":0");
        }
    }

    private HtmlPage ask(JenkinsRule.WebClient client, String query) throws Exception {
        HtmlForm form = client.getPage(build, CaptureAction.URL).getFormByName("query-0");
        form.getTextAreaByName("query").setText(query);
        return jenkins.submit(form);
    }

    private static CaptureSummary capture(String name) throws Exception {
        @SuppressWarnings("unchecked")
        TableSpec<Record> tasks =
                (TableSpec<Record>) (TableSpec<?>) Tables.find("tasks").orElseThrow();
        CaptureInfo info = new CaptureInfo(
                EVIL,
                EVIL,
                new Custody("tester", null, "test"),
                new ImageInfo(null, "raw", 4096L, new Ram(4096L, 8192L)),
                new KernelInfo("Linux version " + EVIL, EVIL, "ISF", null));
        try (ControllerStore store = ControllerStore.use(name)) {
            Capture capture;
            try (CaptureWriter writer = store.evidence().begin(info)) {
                writer.add(tasks, Rows.of(tasks, Map.of("pid", 7, "name", EVIL)));
                capture = writer.finish(null, true);
            }
            return new CaptureSummary(
                    name,
                    capture,
                    store.evidence().tablesOf(capture.id()),
                    new AnalysisReport(List.of("half of it is missing " + EVIL), 3));
        }
    }
}
