package io.nodememory.query.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.Tables;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.source.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class PolicyReaderTest {
    private static final Catalogue CATALOGUE = new Catalogue(Tables.ALL);
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<CompiledRule> compile(String text) throws IOException {
        return PolicyReader.read(write("policy.nodemem", text).toString()).compile(CATALOGUE, NOW);
    }

    @Test
    void readsEveryPartOfARule() throws IOException {
        List<CompiledRule> rules = compile("""
                // a comment
                list('allowed', ['a', 'b'])
                rule('root in a container') {
                    severity CRITICAL
                    because 'It is root'
                    remedy 'Make it somebody else'
                    attack 'T1611', 'T1055.012'
                    forbid tasks.where { uid == 0 && container_id && !(name in allowed) }
                            .select(pid, name)
                    except { until '2027-01-01'; because 'known'; where { exe == '/pause' } }
                    except {
                        until '2026-01-01'
                        because 'was known'
                        where { exe == '/old' }
                    }
                }
                expect('some tasks') { severity LOW; tasks.count() > 10 }
                expect('no module') { modules.where { taints }.empty }
                """);

        PolicyRule rule = rules.get(0).rule();
        assertThat(rule.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(rule.because()).isEqualTo("It is root");
        assertThat(rule.remedy()).isEqualTo("Make it somebody else");
        assertThat(rule.attack()).containsExactly("T1611", "T1055.012");
        assertThat(rules.get(0).excused()).hasSize(1);
        assertThat(rules.get(0).expired()).hasSize(1);
        assertThat(rules.get(0).findings().explain()).contains("/pause").doesNotContain("/old");
        assertThat(rules.get(0).findings().columns()).hasSize(2);
        assertThat(rules.get(1).condition()).isNotNull();
        assertThat(rules.get(2).condition()).isNull();
    }

    @Test
    void anExceptionSeesTheRowsBeforeTheyAreSelected() throws IOException {
        CompiledRule rule = compile("rule('r') { forbid tasks.where { uid == 0 }.select(pid).limit(3); except { until"
                        + " '2027-01-01'; because 'b'; where { exe == '/x' } } }")
                .get(0);

        assertThat(rule.excused().get(0).rows().explain()).contains("'/x'");
    }

    @Test
    void whatFollowsABracketAfterForbidBelongsToTheQuery() throws IOException {
        CompiledRule rule = compile("rule('r') { forbid (tasks - baseline.tasks).by(name, exe) }")
                .get(0);

        assertThat(rule.findings().columns()).hasSize(3);
        assertThat(rule.findings().tables()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rule('a') { forbid tasks.where { uidd == 0 } }                 | 1 | 34 | tasks has no 'uidd'
            rule('a') { severity HUGE; forbid tasks }                      | 1 | 13 | a severity is one of
            rule('a') { severity HIGH }                                    | 1 | 1  | this forbids nothing
            rule('a') { forbid tasks; forbid tasks }                       | 1 | 27 | a rule has one query
            rule('a') { forbid tasks.empty }                               | 1 | 26 | forbid takes a query of rows
            rule('a') { forbid tasks.count() }                             | 1 | 26 | forbid takes a query of rows
            rule('a') { forbid tasks; attack 'X1' }                        | 1 | 34 | an ATT&CK technique is written
            rule('a') { forbid tasks; because '' }                         | 1 | 27 | 'because' needs one text
            rule('a') { forbid tasks; colour RED }                         | 1 | 27 | there is no 'colour'
            rule('a') { forbid tasks; except { until 'soon' } }            | 1 | 36 | a date is written
            rule('a') { forbid tasks; except { until '2027-01-01' } }      | 1 | 27 | an exception needs until
            rule('') { forbid tasks }                                      | 1 | 1  | this is written rule(
            rules('a') { forbid tasks }                                    | 1 | 1  | there is no 'rules'
            tasks.where { uid == 0 }                                       | 1 | 7  | a policy consists of
            list('name', ['a'])                                            | 1 | 1  | is already a name of
            list('l', [uid])                                               | 1 | 12 | lists and parameters hold texts
            list('l', file: 'none.txt')                                    | 1 | 1  | there is no file 'none.txt'
            include 'none.nodemem'                                         | 1 | 1  | there is no file 'none.nodemem'
            include 'policy.nodemem'                                       | 1 | 1  | this file includes itself
            except('x') { until '2027-01-01'; because 'b'; where { uid } } | 1 | 1  | there is no rule 'x'
            gate(threshold: 0, type: NEW)                                  | 1 | 1  | at least 1
            gate(threshold: 1, type: OLD)                                  | 1 | 20 | a gate's type is one of TOTAL
            gate(threshold: 1, type: NEW, criticality: 'BAD')              | 1 | 31 | a gate's criticality is one of
            gate(threshold: 1)                                             | 1 | 1  | a gate is written
            gate(limit: 1)                                                 | 1 | 6  | a gate has no 'limit'
            expect('a') { tasks.pid }                                      | 1 | 21 | expect takes a yes or no
            """)
    void anErrorHasItsPlace(String text, int line, int column, String problem) {
        assertThatThrownBy(() -> compile(text)).isInstanceOfSatisfying(QueryException.class, e -> {
            assertThat(e.problem()).contains(problem);
            assertThat(e.line()).isEqualTo(line);
            assertThat(e.column()).isEqualTo(column);
            assertThat(e.getMessage()).contains("policy.nodemem").contains("^");
        });
    }

    @Test
    void anErrorInAnIncludedFileNamesThatFile() throws IOException {
        write("more/rules.nodemem", "\nrule('a') { forbid nothing }");

        assertThatThrownBy(() -> compile("include 'more/rules.nodemem'"))
                .hasMessageContaining("more/rules.nodemem: line 2, column 20: there is no table 'nothing'");
    }

    @Test
    void includesRulesAndListsAndChangesThem() throws IOException {
        write("more/names.txt", "# known\none\n\n  two \n");
        write(
                "more/rules.nodemem",
                "list('names', file: 'names.txt')\nlist('others', ['x'])\n"
                        + "rule('a') { forbid tasks.where { name in names || name in others } }");

        List<CompiledRule> rules = compile("include 'more/rules.nodemem'\ninclude 'more/rules.nodemem'\n"
                + "list('others', ['y'])\nexcept('a') { until '2027-01-01'; because 'b'; where { uid == 7 } }");

        assertThat(rules).hasSize(1);
        assertThat(rules.get(0).findings().explain())
                .contains("'one'", "'two'", "'y'", "7")
                .doesNotContain("'x'");
    }

    @Test
    void readsGates() throws IOException {
        Policy policy = PolicyReader.read(write(
                        "policy.nodemem",
                        "gate threshold: 1, type: NEW, criticality: UNSTABLE\ngate(threshold: 5, type: 'TOTAL_HIGH')")
                .toString());

        assertThat(policy.gates())
                .extracting(QualityGate::toString)
                .containsExactly("1:NEW:UNSTABLE", "5:TOTAL_HIGH:FAILURE");
    }

    @Test
    void readsTextsThatCameFromElsewhere() {
        Map<String, String> files = Map.of(
                "ci/policy.nodemem",
                "include 'more/rules.nodemem'",
                "ci/more/rules.nodemem",
                "list('names', file: '../names.txt')\nrule('a') { forbid tasks.where { name in names } }",
                "ci/names.txt",
                "one\n");

        List<CompiledRule> rules = PolicyReader.read("ci/policy.nodemem", files).compile(CATALOGUE, NOW);

        assertThat(rules.get(0).findings().explain()).contains("'one'");
        assertThatThrownBy(() -> PolicyReader.read("p", Map.of("p", "include '../../etc/passwd'")))
                .hasMessageContaining("p: line 1, column 1: there is no file '../../etc/passwd'");
        assertThatThrownBy(() -> PolicyReader.read("q", Map.of("p", "")))
                .hasMessageContaining("there is no policy 'q'");
    }

    @Test
    void noFileOutsideTheFolderIsRead() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "a");
        Path inside = write("in/policy.nodemem", "list('l', file: '../outside.txt')");
        assertThatThrownBy(() -> PolicyReader.read(inside.toString()))
                .hasMessageContaining("not below the policy's folder");

        Files.createSymbolicLink(folder.resolve("in/link.txt"), outside);
        Files.writeString(inside, "list('l', file: 'link.txt')");
        assertThatThrownBy(() -> PolicyReader.read(inside.toString()))
                .hasMessageContaining("not below the policy's folder");

        Files.writeString(inside, "list('l', file: '" + outside + "')");
        assertThatThrownBy(() -> PolicyReader.read(inside.toString()))
                .hasMessageContaining("not below the policy's folder");
    }

    @Test
    void filesThatIncludeEachOtherAreAnError() throws IOException {
        write("b.nodemem", "include 'policy.nodemem'");

        assertThatThrownBy(() -> compile("include 'b.nodemem'"))
                .hasMessageContaining("b.nodemem: line 1, column 1: this file includes itself");
    }

    @ParameterizedTest
    @FieldSource("io.nodememory.query.policy.BuiltInPolicies#NAMES")
    void aBuiltInPolicyIsRightForAllTables(String name) {
        List<CompiledRule> rules = PolicyReader.read(name).compile(CATALOGUE, NOW);

        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.rule().because()).isNotEqualTo(rule.rule().id());
            assertThat(rule.rule().remedy()).isNotEmpty();
            assertThat(rule.rule().attack()).isNotEmpty();
        });
    }

    @Test
    void whatIsNoPolicyIsSaid() {
        assertThatThrownBy(() -> PolicyReader.read("nosuch"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("built-in");
    }
}
