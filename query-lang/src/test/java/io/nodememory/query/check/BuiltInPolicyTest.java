package io.nodememory.query.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.check.CheckResult.Verdict;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.BuiltInPolicies;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import io.nodememory.query.policy.PolicyRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every built-in rule has a finding on a node with an intruder, and none on a clean node. */
class BuiltInPolicyTest {
    private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

    @TempDir
    private static Path folder;

    private static EvidenceStore store;
    private static CheckResult clean;
    private static CheckResult intruded;

    @BeforeAll
    static void check() throws IOException {
        store = NodeRows.open(folder);
        long cleanId = NodeRows.clean().compared().store(store).id();
        long intrudedId = intruder(NodeRows.clean().compared()).store(store).id();
        clean = NodeCheck.run(CheckRequest.of(store, all(), cleanId).withBaseline(cleanId));
        intruded = NodeCheck.run(CheckRequest.of(store, all(), intrudedId).withBaseline(cleanId));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static List<Policy> all() {
        return List.of(PolicyReader.read("gke-cos"), PolicyReader.read("changes"));
    }

    /** Adds the rows of intruder.txt, and records the expected finding of each rule. */
    static NodeRows intruder(NodeRows node) throws IOException {
        ObjectMapper json = new ObjectMapper();
        NodeRows rows = node;
        try (InputStream file = BuiltInPolicyTest.class.getResourceAsStream("/policies/intruder.txt")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("rule ")) {
                    EXPECTED.put(line.substring(5, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    rows = rows.with(line.substring(0, space), json.readTree(line.substring(space)));
                }
            }
        }
        return rows;
    }

    static Stream<String> rules() {
        return Stream.of("gke-cos", "changes")
                .flatMap(policy -> PolicyReader.read(policy).rules().stream().map(PolicyRule::id));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFiresOnAnIntruder(String id) {
        RuleResult result = result(intruded, id);

        assertThat(EXPECTED).as("intruder.txt has rows for every rule").containsKey(id);
        assertThat(result.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(result.findings().stream().map(f -> f.row().toString()).collect(Collectors.joining("\n")))
                .contains(EXPECTED.get(id));
        assertThat(result.findings()).as("found for the first time").anyMatch(Finding::isNew);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleIsSilentOnACleanNode(String id) {
        RuleResult result = result(clean, id);

        assertThat(result.findings()).isEmpty();
        assertThat(result.outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aCleanNodePasses() {
        assertThat(clean.verdict()).isEqualTo(Verdict.PASS);
        assertThat(clean.exitStatus()).isZero();
    }

    @Test
    void theSampleHasItsIntrudersFindingsAndNoOther(@TempDir Path own) {
        try (EvidenceStore alone = NodeRows.open(own)) {
            long id = NodeRows.sample().store(alone).id();
            CheckResult result = NodeCheck.run(CheckRequest.of(alone, List.of(PolicyReader.read("kubernetes")), id));

            List<String> broken = result.results().stream()
                    .filter(rule -> rule.outcome() == Outcome.FAIL)
                    .map(rule -> rule.rule().rule().id())
                    .sorted()
                    .toList();
            assertThat(broken)
                    .containsExactly(
                            "deleted-executable",
                            "executable-in-shared-memory",
                            "fake-kernel-thread",
                            "host-root-in-container",
                            "memfd-executable",
                            "privileged-container",
                            "reverse-shell");
            assertThat(result.results().stream().flatMap(rule -> rule.findings().stream()))
                    .allMatch(finding -> finding.subject() == null
                            || finding.subject().pod().equals("payments-api-5d9c7b6f48-x2kqp"));
        }
    }

    @Test
    void everyVerdictOfATableIsARulesConcern() {
        String policy = BuiltInPolicies.text("kubernetes");
        List<String> unheard = Tables.ALL.stream()
                .filter(table -> table.column("verdict").isPresent())
                .map(TableSpec::name)
                .filter(table -> !policy.contains(table + ".where { verdict }"))
                .toList();

        assertThat(unheard)
                .as("init-cred-in-process and shared-credentials have columns of their own")
                .isEqualTo(List.of("credentials"));
    }

    @Test
    void everyBuiltInPolicyIsTested() {
        List<String> tested = rules().toList();

        for (String policy : BuiltInPolicies.NAMES) {
            assertThat(tested)
                    .containsAll(PolicyReader.read(policy).rules().stream()
                            .map(PolicyRule::id)
                            .toList());
        }
    }

    @Test
    void whatTwoPoliciesIncludeIsAskedOnce() {
        List<Policy> both = List.of(PolicyReader.read("kubernetes"), PolicyReader.read("gke-cos"));
        CheckResult result =
                NodeCheck.run(CheckRequest.of(store, both, clean.capture().id()));

        assertThat(result.results()).hasSameSizeAs(PolicyReader.read("gke-cos").rules());
    }

    private static RuleResult result(CheckResult of, String id) {
        return of.results().stream()
                .filter(rule -> rule.rule().rule().id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
