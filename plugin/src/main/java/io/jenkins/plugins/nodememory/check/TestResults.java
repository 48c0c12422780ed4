package io.jenkins.plugins.nodememory.check;

import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.TestResult;
import hudson.tasks.junit.TestResultAction;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.RuleResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;

/**
 * The rules as tests of the build, if the junit plugin is installed. Every reader of a job sees its tests, so they contain rules
 * and counts only; the rows are on the check's own page.
 */
final class TestResults {
    private TestResults() {}

    static void register(Run<?, ?> run, CheckSummary summary, CheckResult result) throws IOException {
        if (Jenkins.get().getPlugin("junit") == null) {
            return;
        }
        Path file = Files.createTempFile(CheckSummary.folder(run), "tests", ".xml");
        try {
            Files.writeString(file, xml(summary, result), StandardCharsets.UTF_8);
            Publisher.publish(run, file);
        } finally {
            Files.delete(file);
        }
    }

    private static String xml(CheckSummary summary, CheckResult result) {
        StringBuilder xml = new StringBuilder("<testsuite name=\"node-memory-%d\">".formatted(summary.getNumber()));
        String suite = "node-memory.check-" + summary.getNumber();
        for (RuleResult rule : result.results()) {
            xml.append("<testcase classname=\"")
                    .append(suite)
                    .append("\" name=\"")
                    .append(Util.xmlEscape(rule.rule().rule().id()))
                    .append("\">");
            switch (rule.outcome()) {
                case FAIL -> outcome(xml, "failure", "%,d findings: %s".formatted(rule.count(), why(rule)));
                case UNDECIDED -> outcome(xml, "error", "could not be decided: " + why(rule));
                case SKIPPED -> outcome(xml, "skipped", String.join("; ", rule.notes()));
                case PASS -> {}
            }
            xml.append("</testcase>");
        }
        return xml.append("</testsuite>").toString();
    }

    private static String why(RuleResult rule) {
        return rule.rule().rule().because();
    }

    private static void outcome(StringBuilder xml, String element, String message) {
        String text = Util.xmlEscape(message.replaceAll("\\p{Cntrl}", " ")).replace("\"", "&quot;");
        xml.append('<').append(element).append(" message=\"").append(text).append("\"/>");
    }

    /** A class of its own, so that no class of the junit plugin is loaded without that plugin. */
    private static final class Publisher {
        private static void publish(Run<?, ?> run, Path file) throws IOException {
            TestResult tests = new TestResult();
            tests.parse(file.toFile());
            tests.tally();
            synchronized (run) {
                TestResultAction action = run.getAction(TestResultAction.class);
                if (action == null) {
                    run.addAction(new TestResultAction(run, tests, TaskListener.NULL));
                } else {
                    tests.freeze(action);
                    action.mergeResult(tests, TaskListener.NULL);
                    run.save();
                }
            }
        }
    }
}
