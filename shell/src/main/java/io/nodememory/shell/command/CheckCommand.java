package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.Query;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.check.Baselines;
import io.nodememory.query.check.CheckRequest;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.NodeCheck;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import io.nodememory.query.policy.QualityGate;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.output.TerminalReport;
import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Version;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nodemem check}: checks a capture by policies. */
@Command(
        name = "check",
        description = {
            "Checks a capture by policies: files of named rules over queries. 'kubernetes' is built in.",
            "%nA rule without a finding is undecided, and not passed, if the capture lacks one of its tables or a part of it,"
                    + " or if the image lacks more than 3 %% of the memory. The exit status is 1 if a rule has a finding,"
                    + " else 3 if a rule is undecided, else 0."
        },
        footer = {
            "  nodemem check kubernetes",
            "  nodemem check kubernetes team.nodemem --baseline 1 --html check.html --junit check.xml",
            "  nodemem check kubernetes --explain reverse-shell"
        })
public final class CheckCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "POLICY", arity = "1..*", description = "A policy file, or the name of a built-in policy.")
    private List<String> policies;

    @Mixin
    private StoreOption store;

    @Option(names = "--capture", paramLabel = "ID", description = "The capture to check; without it the latest.")
    private Long capture;

    @Option(
            names = "--baseline",
            paramLabel = "NAME|ID",
            description =
                    "The baseline of the rules; findings that it has too are not NEW. A capture, the name of an approved"
                            + " capture ('captures approve'), or last-good, the newest earlier capture of the node that the"
                            + " policies pass.")
    private String baseline;

    @Option(
            names = "--gate",
            paramLabel = "GATE",
            description = "A limit for the number of findings as threshold:type:criticality; replaces the gates of the"
                    + " policies. A type is TOTAL or NEW, optionally with a severity (TOTAL_HIGH); a criticality is NOTE,"
                    + " UNSTABLE, ERROR or FAILURE. Without a gate a single finding fails the check. Can be repeated.")
    private List<String> gates;

    private final ReportOptions reports = new ReportOptions();

    @Option(names = "--explain", paramLabel = "RULE", description = "Check only this rule, and print its SQL first.")
    private String explain;

    public CheckCommand(Output output) {
        this.output = output;
    }

    /** Adds an option for each format of reports. */
    @Spec
    void command(CommandSpec command) {
        reports.addTo(command);
    }

    @Override
    public Integer call() throws IOException {
        reports.validate();
        try (EvidenceStore evidence = store.open(Access.READ)) {
            List<Policy> read = policies.stream().map(PolicyReader::read).toList();
            long id = capture != null ? capture : latest(evidence);
            CheckRequest request = CheckRequest.of(evidence, read, id)
                    .withBaseline(baseline(evidence, id, read))
                    .withGates(
                            gates == null
                                    ? null
                                    : gates.stream().map(QualityGate::parse).toList())
                    .withRule(explain)
                    .withTool(Version.number());
            if (explain != null) {
                explain(request);
            }
            CheckResult result = NodeCheck.run(request);
            if (!reports.write(output, result, evidence)) {
                TerminalReport.write(output, result);
            }
            return result.exitStatus();
        }
    }

    private static long latest(EvidenceStore evidence) {
        return evidence.latest()
                .orElseThrow(
                        () -> new BadInputException(evidence.place() + " holds no capture: analyze an image first"))
                .id();
    }

    private Long baseline(EvidenceStore evidence, long id, List<Policy> read) {
        if (baseline == null) {
            return null;
        }
        Optional<Capture> found = Baselines.resolve(evidence, baseline, id, read);
        if (found.isEmpty()) {
            System.err.println("nodemem: there is no earlier capture of this node that passes, so nothing is compared");
        }
        return found.map(Capture::id).orElse(null);
    }

    private void explain(CheckRequest request) throws IOException {
        Writer out = output.writer();
        for (CompiledRule rule :
                NodeCheck.rules(request, new Catalogue(request.store().tables()))) {
            for (Query query : rule.queries()) {
                out.append(VisibleText.escapeLines(query.explain())).append("\n\n");
            }
        }
    }
}
