package io.nodememory.query.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.postgres.PostgresServer;
import io.nodememory.query.Query;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.policy.BuiltInPolicies;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import io.nodememory.query.report.JsonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The built-in policies have the same findings on the same nodes from H2 and from PostgreSQL. */
class PostgresPolicyTest {
    private static final List<Policy> POLICIES =
            BuiltInPolicies.NAMES.stream().map(PolicyReader::read).toList();

    @TempDir
    private static Path folder;

    private static EvidenceStore h2;
    private static EvidenceStore postgresql;
    private static final List<Long> CAPTURES = new ArrayList<>();

    @BeforeAll
    static void fill() throws IOException, SQLException {
        Optional<String> url = PostgresServer.newDatabase();
        assumeTrue(url.isPresent(), "no PostgreSQL server is installed here");
        h2 = NodeRows.open(folder);
        postgresql = EvidenceStore.open(url.get(), Access.WRITE);
        for (NodeRows node : List.of(
                NodeRows.clean(),
                NodeRows.sample(),
                BuiltInPolicyTest.intruder(NodeRows.clean().compared()),
                Reports.hostile())) {
            long id = node.store(h2).id();
            assertThat(node.store(postgresql).id()).isEqualTo(id);
            assertThat(postgresql.tablesOf(id)).isEqualTo(h2.tablesOf(id));
            CAPTURES.add(id);
        }
    }

    @AfterAll
    static void close() {
        if (postgresql != null) {
            h2.close();
            postgresql.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> theSameIsFound() {
        return CAPTURES.stream()
                .flatMap(id -> Stream.of(
                        DynamicTest.dynamicTest(id + " alone", () -> same(id, null)),
                        DynamicTest.dynamicTest(id + " with a baseline", () -> same(id, CAPTURES.get(0)))));
    }

    private static void same(long capture, Long baseline) throws IOException {
        JsonNode expected = rules(h2, capture, baseline);
        assertThat(rules(postgresql, capture, baseline)).isEqualTo(expected);
        assertThat(expected).isNotEmpty();
    }

    private static JsonNode rules(EvidenceStore store, long capture, Long baseline) throws IOException {
        StringBuilder json = new StringBuilder();
        CheckResult result =
                NodeCheck.run(CheckRequest.of(store, POLICIES, capture).withBaseline(baseline));
        new JsonReport().write(json, result, store);
        return new ObjectMapper().readTree(json.toString()).get("rules");
    }

    @TestFactory
    Stream<DynamicTest> noPartitionOfAnotherCaptureIsRead() {
        CheckRequest request = CheckRequest.of(postgresql, POLICIES, CAPTURES.get(1));
        return NodeCheck.rules(request, new Catalogue(postgresql.tables())).stream()
                .map(rule -> DynamicTest.dynamicTest(rule.rule().id(), () -> readsItsCaptureAlone(rule)));
    }

    private static void readsItsCaptureAlone(CompiledRule rule) throws IOException {
        long capture = CAPTURES.get(1);
        long baseline = CAPTURES.get(0);
        for (Query query : rule.queries()) {
            if (!query.tables().isEmpty()) {
                JsonNode plan = new ObjectMapper().readTree(Plans.postgresql(postgresql, query, capture, baseline));
                for (JsonNode relation : plan.findValues("Relation Name")) {
                    String name = relation.textValue();
                    boolean partition = name.matches(".*_[0-9]+");
                    assertThat(partition && !name.matches(".*_(" + capture + "|" + baseline + ")"))
                            .as(name + " is of another capture")
                            .isFalse();
                }
            }
        }
    }
}
