package io.nodememory.query.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.Query;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.policy.BuiltInPolicies;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** No built-in rule reads the rows of other captures in the store. */
class QueryPlanTest {
    /** H2's words for the way in which it reads a table: an index with its conditions, or tableScan. */
    private static final Pattern ACCESS = Pattern.compile("/\\* (PUBLIC\\.[^*]*?)\\s*\\*/");

    @TempDir
    private static Path folder;

    private static EvidenceStore store;
    private static long capture;
    private static long baseline;

    @BeforeAll
    static void fill() {
        store = NodeRows.open(folder);
        baseline = NodeRows.clean().store(store).id();
        capture = NodeRows.sample().store(store).id();
        NodeRows.clean().store(store);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRule() {
        List<Policy> policies =
                BuiltInPolicies.NAMES.stream().map(PolicyReader::read).toList();
        CheckRequest request = CheckRequest.of(store, policies, capture);
        return NodeCheck.rules(request, new Catalogue(store.tables())).stream()
                .map(rule -> DynamicTest.dynamicTest(rule.rule().id(), () -> readsItsCaptureAlone(rule)));
    }

    private static void readsItsCaptureAlone(CompiledRule rule) {
        for (Query query : rule.queries()) {
            if (query.tables().isEmpty()) {
                continue;
            }
            Matcher access = ACCESS.matcher(Plans.h2(store, query, capture, baseline));
            int tables = 0;
            for (; access.find(); tables++) {
                assertThat(access.group(1))
                        .doesNotContain("tableScan")
                        .containsPattern("(?i)capture_id = |row_key >= ");
            }
            assertThat(tables).isGreaterThanOrEqualTo(query.tables().size());
        }
    }
}
