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
            "  nodemem check kubernetes team.nodemem --baseline 1 --html check.html --junit check.xml",
            "  nodemem check kubernetes --explain reverse-shell"
        })
public final class CheckCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "POLICY", arity = "1..*", description = "A policy's file, or the name of a built-in one.")
    private List<String> policies;

    @Mixin
    private StoreOption store;

    @Option(names = "--capture", paramLabel = "ID", description = "The capture to check; without it the latest.")
    private Long capture;

    @Option(
            names = "--baseline",
            paramLabel = "NAME|ID",
            description =
                    "What 'baseline' means in the rules and what is not NEW: a capture, the name of an approved one"
                            + " ('captures approve'), or last-good, the newest earlier capture of the node that the policies pass.")
    private String baseline;

    @Option(
            names = "--gate",
            paramLabel = "GATE",
            description = "How many findings are too many, as threshold:type:criticality, in place of the policies' own"
                    + " gates. A type is TOTAL or NEW, or with a severity TOTAL_HIGH; a criticality is NOTE, UNSTABLE,"
                    + " ERROR or FAILURE. Without any gate one finding is too many. May be given more than once.")
    private List<String> gates;

    private final ReportOptions reports = new ReportOptions();

    @Option(names = "--explain", paramLabel = "RULE", description = "Check one rule alone; show its SQL first.")
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
            System.err.println(
                    "nodemem: there is no earlier capture of this node that passes: nothing to compare with");
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
