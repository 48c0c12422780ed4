package io.nodememory.query.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.check.CheckResult.Verdict;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import io.nodememory.query.policy.QualityGate;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualityGateTest {
    @TempDir
    private static Path folder;

    private static EvidenceStore store;
    private static long clean;
    private static long intruded;

    @BeforeAll
    static void fill() {
        store = NodeRows.open(folder);
        clean = NodeRows.clean().store(store).id();
        intruded = NodeRows.sample().store(store).id();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static CheckResult check(long capture, Long baseline, String policy, String... gates) {
        List<Policy> policies = List.of(PolicyReader.read("p", Map.of("p", policy)));
        CheckRequest request = CheckRequest.of(store, policies, capture).withBaseline(baseline);
        return NodeCheck.run(
                gates.length == 0
                        ? request
                        : request.withGates(
                                Arrays.stream(gates).map(QualityGate::parse).toList()));
    }

    private static final String MEMFD = "rule('memfd') { severity HIGH; forbid tasks.where { exe =~ /^\\/memfd/ } }";
    private static final String LISTENERS =
            "rule('l') { severity LOW; forbid sockets.where { state == 'LISTEN' }.select(pid, local_port) }";
    private static final String UNDECIDED = "rule('u') { forbid modules.added(since: baseline) }";

    @Test
    void withoutAGateAnyFindingFails() {
        assertThat(check(intruded, null, MEMFD).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(check(intruded, null, MEMFD).exitStatus()).isEqualTo(1);
        assertThat(check(clean, null, MEMFD).exitStatus()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1:TOTAL:FAILURE,FAIL",
        "2:TOTAL:FAILURE,PASS",
        "1:TOTAL:NOTE,PASS",
        "1:TOTAL:UNSTABLE,FAIL",
        "1:TOTAL_HIGH,FAIL",
        "1:TOTAL_LOW,PASS",
        "1:NEW:ERROR,FAIL",
        "1:NEW_LOW,PASS"
    })
    void aGateCountsItsKindOfFindings(String gate, Verdict verdict) {
        assertThat(check(intruded, clean, MEMFD, gate).verdict()).isEqualTo(verdict);
    }

    @Test
    void whatTheBaselineHasIsNotNew() {
        CheckResult same = check(intruded, intruded, MEMFD + "\n" + LISTENERS, "1:NEW:FAILURE");

        assertThat(same.findings()).isPositive();
        assertThat(same.newFindings()).isZero();
        assertThat(same.verdict()).isEqualTo(Verdict.PASS);

        CheckResult changed = check(intruded, clean, LISTENERS, "1:NEW:FAILURE");
        assertThat(changed.newFindings()).isPositive().isLessThan(changed.findings());
        assertThat(changed.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void newWithoutABaselineIsNotDecided() {
        CheckResult result = check(clean, null, MEMFD, "1:NEW:FAILURE");

        assertThat(result.gates().get(0).outcome()).isEqualTo(GateResult.Outcome.UNDECIDED);
        assertThat(result.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(result.exitStatus()).isEqualTo(3);
    }

    @Test
    void aRuleThatCannotBeDecidedIsNeverAPass() {
        CheckResult result = check(clean, null, MEMFD + "\n" + UNDECIDED);

        assertThat(result.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(result.undecidedRules())
                .extracting(r -> r.rule().rule().id())
                .containsExactly("u");
        assertThat(result.undecidedRules().get(0).undecided().get(0)).contains("needs a baseline");
        assertThat(check(clean, null, UNDECIDED, "9:TOTAL").verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(check(intruded, null, MEMFD + "\n" + UNDECIDED).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aRuleWhoseNeedIsNotThereIsSkippedAndSaid() {
        String policy = """
                rule('code') {
                    needs('the moon') { tasks.where { name == 'moon' }.count() > 0 }
                    forbid tasks.where { exe =~ /^\\/memfd/ }
                }
                """;

        CheckResult skipped = check(intruded, null, policy);

        assertThat(skipped.results().get(0).outcome()).isEqualTo(RuleResult.Outcome.SKIPPED);
        assertThat(skipped.results().get(0).notes()).containsExactly("not checked, as it needs the moon");
        assertThat(skipped.findings()).isZero();
        assertThat(skipped.verdict()).isEqualTo(Verdict.PASS);
        assertThat(skipped.summary()).contains("0 passed, 0 failed, 0 undecided, 1 not checked");
        assertThat(check(intruded, null, policy.replace("'moon'", "'kthreadd'")).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aParameterIsAValueOfRulesThatTheIncludingFileGives() {
        String included = "parameter('most', 100000)\nexpect('few') { tasks.count() < most }";
        List<Policy> strict = List.of(PolicyReader.read(
                "strict", Map.of("strict", "include 'base'\nparameter('most', 3)", "base", included)));

        assertThat(check(clean, null, included).verdict()).isEqualTo(Verdict.PASS);
        assertThat(NodeCheck.run(CheckRequest.of(store, strict, clean)).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThatThrownBy(() -> check(clean, null, "parameter('most', [1])\nrule('r') { forbid tasks }"))
                .hasMessageContaining("lists and parameters hold texts and whole numbers");
        assertThatThrownBy(() -> check(clean, null, "parameter('name', 1)\nrule('r') { forbid tasks }"))
                .hasMessageContaining("is already a name of");
    }

    @Test
    void aNeedIsAYesOrNo() {
        assertThatThrownBy(() -> check(clean, null, "rule('r') { needs('x') { tasks }; forbid tasks }"))
                .hasMessageContaining("needs takes a yes or no")
                .hasMessageContaining("p: line 1, column 26");
        assertThatThrownBy(() -> check(clean, null, "rule('r') { needs { tasks.empty }; forbid tasks }"))
                .hasMessageContaining("needs('a prerequisite')");
    }

    @Test
    void aPolicyHasGatesOfItsOwnWhichGivenOnesReplace() {
        String policy = MEMFD + "\ngate threshold: 1, type: TOTAL, criticality: NOTE";

        assertThat(check(intruded, null, policy).verdict()).isEqualTo(Verdict.PASS);
        assertThat(check(intruded, null, policy, "1:TOTAL").verdict()).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "x:NEW", "0:NEW", "1:SOME", "1:NEW:LOUD", "1:NEW:NOTE:2"})
    void whatIsNoGateIsSaid(String text) {
        assertThatThrownBy(() -> QualityGate.parse(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("gate");
    }
}
