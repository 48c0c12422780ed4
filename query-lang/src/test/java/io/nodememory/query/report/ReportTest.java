package io.nodememory.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.Reports;
import io.nodememory.query.check.RuleResult.Outcome;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
    @TempDir
    private static Path folder;

    private static Reports reports;

    @BeforeAll
    static void check() {
        reports = new Reports(folder);
    }

    @AfterAll
    static void close() {
        reports.close();
    }

    private static JsonNode sarif(CheckResult result) throws Exception {
        StringBuilder out = new StringBuilder();
        new SarifReport().write(out, result, reports.store);
        return new ObjectMapper().readTree(out.toString());
    }

    private static String html(CheckResult result) throws Exception {
        StringBuilder out = new StringBuilder();
        new HtmlReport().write(out, result, reports.store);
        return out.toString();
    }

    private static Document junit(CheckResult result) throws Exception {
        StringBuilder out = new StringBuilder();
        new JunitReport().write(out, result, reports.store);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(out.toString())));
    }

    @Test
    void sarifIsValidByItsSchema() throws Exception {
        JsonSchema schema;
        try (InputStream file = ReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(file);
        }

        assertThat(schema.validate(new ObjectMapper().readTree("{\"version\": \"2.1.0\", \"runs\": [{}]}")))
                .as("the schema refuses what is wrong")
                .isNotEmpty();
        assertThat(schema.validate(sarif(reports.intruded))).isEmpty();
        assertThat(schema.validate(sarif(reports.incomplete))).isEmpty();
        assertThat(schema.validate(sarif(reports.hostile))).isEmpty();
    }

    @Test
    void sarifTellsWhatIsNewAndWhatWasNotDecided() throws Exception {
        JsonNode run = sarif(reports.intruded).at("/runs/0");
        assertThat(run.at("/results"))
                .isNotEmpty()
                .allMatch(r -> r.at("/baselineState").asText().equals("new"));
        assertThat(run.at("/tool/driver/version").asText()).isEqualTo("1.2.3");

        JsonNode incomplete = sarif(reports.incomplete).at("/runs/0/invocations/0");
        assertThat(incomplete.at("/executionSuccessful").asBoolean()).isFalse();
        assertThat(incomplete.at("/toolExecutionNotifications").findValuesAsText("text"))
                .allMatch(text -> text.contains("it needs a baseline") || text.contains("not checked, as it needs"));
    }

    @Test
    void junitHasOneTestARule() throws Exception {
        for (CheckResult result : new CheckResult[] {reports.intruded, reports.incomplete, reports.hostile}) {
            Element suite = junit(result).getDocumentElement();
            int cases = suite.getElementsByTagName("testcase").getLength();

            assertThat(cases).isEqualTo(result.results().size());
            assertThat(suite.getAttribute("tests")).isEqualTo(String.valueOf(cases));
            assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo((int)
                    result.results().stream().filter(r -> r.count() > 0).count());
            assertThat(suite.getElementsByTagName("error").getLength())
                    .isEqualTo(result.undecidedRules().size());
            assertThat(suite.getElementsByTagName("skipped").getLength())
                    .isEqualTo((int) result.count(Outcome.SKIPPED));
        }
    }

    @Test
    void jsonTellsVerdictGatesAndFindings() throws Exception {
        StringBuilder out = new StringBuilder();
        new JsonReport().write(out, reports.intruded, reports.store);
        JsonNode json = new ObjectMapper().readTree(out.toString());

        assertThat(json.at("/verdict").asText()).isEqualTo("fail");
        assertThat(json.at("/gates/0/outcome").asText()).isEqualTo("missed");
        assertThat(json.at("/counts/findings").asLong()).isEqualTo(reports.intruded.findings());
        assertThat(json.at("/counts/new_findings").asLong()).isEqualTo(reports.intruded.newFindings());
    }

    @Test
    void thePageIsSelfContained() throws Exception {
        String page = html(reports.intruded);
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

        assertThat(page)
                .contains("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(digest) + "'");
        assertThat(page.toLowerCase(Locale.ROOT))
                .doesNotContain(
                        "<script",
                        "http://",
                        "https://",
                        " onclick",
                        " onload",
                        " style=",
                        "@import",
                        "url(",
                        "<iframe");
    }

    @Test
    void thePageSaysWhatAReaderNeeds() throws Exception {
        String page = html(reports.intruded);

        assertThat(page)
                .contains("FAIL", "Pod shop/payments-api-5d9c7b6f48-x2kqp, container payments-api", "203.0.113.66")
                .contains("Differences to the baseline", "<b>containers</b>", "1:NEW:UNSTABLE", "NEW</span>")
                .contains(
                        "<circle class=\"hit\"",
                        "└─ ",
                        reports.intruded.capture().hash());
        assertThat(html(reports.incomplete))
                .contains("INCOMPLETE", "Not decided", "It needs a baseline", "new-listener")
                .doesNotContain("Differences to the baseline");
    }

    @Test
    void hostileNamesAreTextAndLiarsDoNotHang() throws Exception {
        String page = html(reports.hostile);

        assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script");
        assertThat(page.codePoints().filter(c -> (c < ' ' && c != '\n') || c == 0x7f || c == 0x202e))
                .isEmpty();
        assertThat(page).contains("9001", "9002", "9003");
    }
}
