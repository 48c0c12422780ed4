package io.nodememory.shell.command;

import io.nodememory.evidence.Access;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.Query;
import io.nodememory.query.QueryContext;
import io.nodememory.query.policy.CheckReport;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.policy.PolicyCheck;
import io.nodememory.query.policy.PolicyReader;
import io.nodememory.shell.ExitStatus;
import io.nodememory.shell.Output;
import io.nodememory.shell.output.VisibleText;
import io.nodememory.shell.query.Session;
import io.nodememory.shell.report.JsonReport;
import io.nodememory.shell.report.JunitReport;
import io.nodememory.shell.report.ReportFile;
import io.nodememory.shell.report.SarifReport;
import io.nodememory.shell.report.TerminalReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem check}: rules of policies on a capture. */
@Command(
        name = "check",
        description = {
            "Checks a capture by policies: files of named rules over queries. 'kubernetes' is built in.",
            "%nA rule without a finding is undecided, not passed, where a table it reads is not in the capture or was not read"
                    + " as a whole, or where the image lacks more than 3 %% of the memory. The exit status is 1 where a rule"
                    + " found something, else 3 where a rule is undecided, else 0."
        },
        footer = {
            "  nodemem check kubernetes",
            "  nodemem check kubernetes team.nodemem --baseline 1 --junit check.xml --sarif check.sarif",
            "  nodemem check kubernetes --explain reverse-shell"
        })
public final class CheckCommand implements Callable<Integer> {
    private static final Duration MOST_TIME = Duration.ofSeconds(60);

    private final Output output;

    @Parameters(paramLabel = "POLICY", arity = "1..*", description = "A policy's file, or the name of a built-in one.")
    private List<String> policies;

    @Mixin
    private StoreOption store;

    @Option(names = "--capture", paramLabel = "ID", description = "The capture to check; without it the latest.")
    private Long capture;

    @Option(names = "--baseline", paramLabel = "ID", description = "The capture that 'baseline' means in the rules.")
    private Long baseline;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON; - for standard output.")
    private Path json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit XML file, one test a rule.")
    private Path junit;

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write a SARIF 2.1.0 file.")
    private Path sarif;

    @Option(names = "--explain", paramLabel = "RULE", description = "Check one rule alone; show its SQL first.")
    private String explain;

    public CheckCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (Session session = new Session(store.open(Access.READ), capture)) {
            session.baseline(baseline);
            Instant now = Instant.now();
            List<CompiledRule> rules = new ArrayList<>();
            for (String policy : policies) {
                rules.addAll(PolicyReader.read(policy).compile(session.engine().catalogue(), now));
            }
            if (explain != null) {
                rules = explained(rules);
            }
            QueryContext context = QueryContext.of(
                            session.connection(), session.capture().id())
                    .withTimes(now, session.capturedAt())
                    .withBaseline(baseline)
                    .withLimits(0, MOST_TIME);
            CheckReport report = new PolicyCheck(session.store(), session.engine(), context).run(rules);
            write(report);
            return switch (report.verdict()) {
                case PASS -> ExitStatus.FINE;
                case FAIL -> ExitStatus.FINDINGS;
                case INCOMPLETE -> ExitStatus.INCOMPLETE;
            };
        }
    }

    private List<CompiledRule> explained(List<CompiledRule> rules) throws IOException {
        List<CompiledRule> named =
                rules.stream().filter(r -> r.rule().id().equals(explain)).toList();
        if (named.isEmpty()) {
            String ids =
                    String.join(", ", rules.stream().map(r -> r.rule().id()).toList());
            throw new BadInputException("there is no rule '" + explain + "'; there are " + ids);
        }
        for (CompiledRule rule : named) {
            Writer out = output.writer();
            for (Query query : rule.queries()) {
                out.append(VisibleText.escapeLines(query.explain())).append("\n\n");
            }
        }
        return named;
    }

    private void write(CheckReport report) throws IOException {
        if (junit != null) {
            ReportFile.write(junit, out -> JunitReport.write(out, report));
        }
        if (sarif != null) {
            ReportFile.write(sarif, out -> SarifReport.write(out, report));
        }
        boolean toOutput = json != null && json.toString().equals("-");
        if (toOutput) {
            JsonReport.write(output.writer(), report);
        } else {
            if (json != null) {
                ReportFile.write(json, out -> JsonReport.write(out, report));
            }
            TerminalReport.write(output, report);
        }
    }
}
