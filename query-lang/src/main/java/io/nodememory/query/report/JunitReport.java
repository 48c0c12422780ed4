package io.nodememory.query.report;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.Finding;
import io.nodememory.query.check.FindingText;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.PolicyRule;
import java.io.IOException;

/**
 * A report in the XML format of JUnit's Ant task, with one test for each rule. A finding is a failure. An undecided rule is
 * an error and not a skipped test, because build servers ignore skipped tests.
 */
public final class JunitReport implements ReportFormat {
    @Override
    public String name() {
        return "junit";
    }

    @Override
    public String title() {
        return "JUnit";
    }

    @Override
    public String extension() {
        return "junit.xml";
    }

    @Override
    public String help() {
        return "Write a JUnit XML file, one test for each rule";
    }

    @Override
    public void write(Appendable out, CheckResult report, EvidenceStore store) throws IOException {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"nodemem check\"");
        attribute(out, "tests", report.results().size());
        attribute(out, "failures", report.count(Outcome.FAIL));
        attribute(out, "errors", report.count(Outcome.UNDECIDED));
        attribute(out, "skipped", report.count(Outcome.SKIPPED));
        attribute(out, "timestamp", report.checked().toString().replaceFirst("(\\.\\d+)?Z$", ""));
        attribute(
                out,
                "hostname",
                report.capture().node() == null ? "unknown" : report.capture().node());
        out.append(">\n");
        for (RuleResult result : report.results()) {
            test(out, result);
        }
        out.append("</testsuite>\n");
    }

    private static void test(Appendable out, RuleResult result) throws IOException {
        PolicyRule rule = result.rule().rule();
        out.append("  <testcase");
        attribute(out, "classname", "nodemem." + className(result.rule().policy()));
        attribute(out, "name", rule.id());
        out.append(">");
        switch (result.outcome()) {
            case PASS -> {}
            case FAIL -> {
                String count = result.count() + (result.truncated() ? " or more" : "");
                element(
                        out,
                        "failure",
                        rule.because() + " (" + count + " found)",
                        rule.severity().name(),
                        detail(result));
            }
            case UNDECIDED -> {
                String why = String.join("\n", result.undecided());
                element(
                        out,
                        "error",
                        "could not be decided: " + result.undecided().get(0),
                        "undecided",
                        why);
            }
            case SKIPPED -> {
                out.append("\n    <skipped");
                attribute(out, "message", String.join("\n", result.notes()));
                out.append("/>\n  ");
            }
        }
        out.append("</testcase>\n");
    }

    /** A policy's name as the name of a class, without dots, because readers split a class name into packages at them. */
    private static String className(String policy) {
        return policy.substring(policy.lastIndexOf('/') + 1)
                .replaceFirst("\\.nodemem$", "")
                .replace('.', '_');
    }

    private static String detail(RuleResult result) {
        StringBuilder detail = new StringBuilder();
        for (Finding finding : result.findings()) {
            detail.append(Boolean.TRUE.equals(finding.isNew()) ? "NEW " : "")
                    .append(FindingText.line(result, finding))
                    .append(" (")
                    .append(finding.place())
                    .append(")\n");
        }
        if (!result.rule().rule().remedy().isEmpty()) {
            detail.append("Remedy: ").append(result.rule().rule().remedy()).append('\n');
        }
        result.undecided()
                .forEach(why -> detail.append("There may be more: ").append(why).append('\n'));
        return detail.toString();
    }

    private static void element(Appendable out, String name, String message, String type, String text)
            throws IOException {
        out.append("\n    <").append(name);
        attribute(out, "message", message);
        attribute(out, "type", type);
        out.append('>').append(escape(text)).append("</").append(name).append(">\n  ");
    }

    private static void attribute(Appendable out, String name, Object value) throws IOException {
        out.append(' ')
                .append(name)
                .append("=\"")
                .append(escape(String.valueOf(value)))
                .append('"');
    }

    /** Text with XML's markup escaped. XML 1.0 cannot express most control characters and lone surrogates: U+FFFD. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&apos;");
                case '\t', '\n' -> out.append((char) c);
                default -> out.appendCodePoint(isXml(c) ? c : 0xfffd);
            }
        });
        return out.toString();
    }

    private static boolean isXml(int c) {
        return (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || c >= 0x10000;
    }
}
