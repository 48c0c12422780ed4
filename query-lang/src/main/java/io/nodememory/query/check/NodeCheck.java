package io.nodememory.query.check;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.Query;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.QualityGate;
import io.nodememory.query.source.QueryException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks a capture by policies. The command line and build servers use this class. */
public final class NodeCheck {
    private NodeCheck() {}

    /**
     * Runs the rules one after the other on a read-only connection of its own.
     *
     * @throws QueryException if a policy is wrong, with file, line and column
     * @throws BadInputException if the capture, the baseline or the rule does not exist
     */
    public static CheckResult run(CheckRequest request) {
        EvidenceStore store = request.store();
        Capture capture = present(store, request.capture());
        Capture baseline = request.baseline() == null ? null : present(store, request.baseline());
        QueryEngine engine = new QueryEngine(new Catalogue(store.tables()));
        List<CompiledRule> rules = rules(request, engine.catalogue());
        try (Connection connection = store.connect()) {
            Sight sight = new Sight(capture, store, engine, connection);
            Sight before = baseline == null ? null : new Sight(baseline, store, engine, connection);
            RuleCheck check = new RuleCheck(request, engine, connection, sight, before);
            List<RuleResult> results = rules.stream().map(check::run).toList();
            if (request.cancellation().isCancelled()) {
                throw new QueryException("the check was cancelled");
            }
            List<QualityGate> gates = request.gates() != null
                    ? request.gates()
                    : request.policies().stream()
                            .flatMap(policy -> policy.gates().stream())
                            .toList();
            return new CheckResult(
                    capture,
                    baseline,
                    request.now(),
                    request.toolVersion(),
                    results,
                    gates.stream()
                            .map(gate -> GateResult.of(gate, results, baseline != null))
                            .toList());
        } catch (SQLException e) {
            throw new BadInputException("cannot close " + store.place() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the translated rules of a request.
     *
     * @throws QueryException if a policy is wrong, with file, line and column
     * @throws BadInputException if the rule does not exist
     */
    public static List<CompiledRule> rules(CheckRequest request, Catalogue catalogue) {
        Map<String, CompiledRule> unique = new LinkedHashMap<>();
        for (Policy policy : request.policies()) {
            for (CompiledRule rule : policy.compile(catalogue, request.now())) {
                // Several policies can include one file; a rule with the same name and the same queries runs once.
                String asked = rule.queries().stream().map(Query::explain).collect(Collectors.joining());
                unique.putIfAbsent(rule.rule().id() + "\n" + asked, rule);
            }
        }
        List<CompiledRule> all = List.copyOf(unique.values());
        if (request.onlyRule() == null) {
            return all;
        }
        List<CompiledRule> named = all.stream()
                .filter(rule -> rule.rule().id().equals(request.onlyRule()))
                .toList();
        if (named.isEmpty()) {
            String ids = all.stream().map(rule -> rule.rule().id()).collect(Collectors.joining(", "));
            throw new BadInputException("there is no rule '" + request.onlyRule() + "'; the rules are " + ids);
        }
        return named;
    }

    private static Capture present(EvidenceStore store, long id) {
        Capture capture = store.capture(id);
        if (capture.isDeleted()) {
            throw new BadInputException(
                    "the rows of capture %d were deleted on %s: choose another capture from 'captures list'"
                            .formatted(id, capture.deletion().at()));
        }
        return capture;
    }
}
