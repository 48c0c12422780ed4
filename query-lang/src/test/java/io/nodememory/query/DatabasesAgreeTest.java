package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.postgres.PostgresServer;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.source.QueryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Values that databases treat differently give the same rows, or the same error, from H2 and PostgreSQL. */
class DatabasesAgreeTest {
    /** A row of any values. */
    @Table(
            name = "odd",
            help = "A row.",
            identity = {"text"})
    record Odd(
            @Column(value = "Where", address = true) long address,
            @Column("Number") int id,
            @Column("A text") String text,
            @Column("A number") Long number,
            @Column("A time") Instant time,
            @Column("Texts") List<String> texts,
            @Column("Numbers") List<Long> numbers) {}

    private static final List<TableSpec<?>> TABLES = List.of(TableSpec.of(Odd.class, walk -> {}));

    private static final List<String> TEXTS = Arrays.asList(
            null,
            "",
            " ",
            " trim me ",
            "a",
            "A",
            "b",
            "B",
            "Z",
            "a b",
            "a-b",
            "a_b",
            "a%b",
            "100%",
            "!x",
            "\\",
            "a\\b",
            "\\bin",
            "it's",
            "\"quoted\"",
            "line\nbreak",
            "end\n",
            "tab\there",
            "\u000bvt",
            "\u0085nel",
            "\u00a0nbsp",
            "nul\0inside",
            "\0",
            "half \ud800 pair",
            "\ud83d\ude00 smile",
            "stra\u00dfe",
            "STRASSE",
            "\u0130stanbul",
            "\u00e9t\u00e9",
            "E\u0301",
            "\u0451\u0436",
            "\u4e2d\u6587",
            "\u202eevil",
            "\u001b[31mred",
            "$HOME",
            "a$",
            "^a",
            "[x]",
            "(x)",
            "kworker/0:1",
            "x".repeat(300));

    private static final Long[] NUMBERS = {
        0L, 1L, -1L, 7L, -7L, Long.MAX_VALUE, Long.MIN_VALUE, 0xffff888000000000L, 0x7fffffffffffL, null
    };

    private static final Instant[] TIMES = {
        Instant.parse("2026-11-24T06:00:00.123456789Z"),
        Instant.EPOCH,
        Instant.parse("1969-12-31T23:59:59.999999Z"),
        Instant.parse("0001-01-01T00:00:00Z"),
        Instant.MAX,
        Instant.MIN,
        null
    };

    @TempDir
    private static Path folder;

    private static EvidenceStore h2;
    private static EvidenceStore postgresql;

    @BeforeAll
    static void fill() throws IOException, SQLException {
        Optional<String> url = PostgresServer.newDatabase();
        assumeTrue(url.isPresent(), "no PostgreSQL server is installed here");
        h2 = EvidenceStore.open(folder.resolve("evidence").toString(), Access.WRITE, TABLES);
        postgresql = EvidenceStore.open(url.get(), Access.WRITE, TABLES);
        List<Record> rows = rows();
        for (EvidenceStore store : List.of(h2, postgresql)) {
            TestStore.store(store, rows);
            List<Record> before = new ArrayList<>(rows.subList(0, rows.size() / 2));
            before.add(new Odd(1, 1000, "gone", 1L, null, null, null));
            TestStore.store(store, before);
            assertThat(store.verify(1).intact()).isTrue();
        }
        assertThat(h2.tablesOf(1)).isEqualTo(postgresql.tablesOf(1));
    }

    @AfterAll
    static void close() {
        if (postgresql != null) {
            h2.close();
            postgresql.close();
        }
    }

    private static List<Record> rows() {
        List<Record> rows = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            String text = TEXTS.get(i);
            Long number = NUMBERS[i % NUMBERS.length];
            List<String> texts = i % 5 == 0 ? null : i % 5 == 1 ? List.of() : Arrays.asList(text, "x", null, "}\\\",{");
            List<Long> numbers = i % 4 == 0 ? null : i % 4 == 1 ? List.of() : Arrays.asList(number, null, -3L);
            rows.add(new Odd(number == null ? 5 : number, i, text, number, TIMES[i % TIMES.length], texts, numbers));
        }
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> queries() throws IOException {
        String file = new String(
                DatabasesAgreeTest.class
                        .getResourceAsStream("/databases/queries.txt")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        return file.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(query -> DynamicTest.dynamicTest(query, () -> {
                    String answer = answer(h2, query);
                    assertThat(answer(postgresql, query)).isEqualTo(answer);
                    assertThat(answer).as("a query that says something").isNotEmpty();
                }));
    }

    @Test
    void aConnectionOutlivesAQueryThatFails() throws SQLException {
        QueryEngine engine = new QueryEngine(new Catalogue(TABLES));
        try (Connection connection = postgresql.connect()) {
            QueryContext context = QueryContext.of(connection, 1);
            assertThatThrownBy(
                            () -> engine.run("odd.select(number * 2)", context).next())
                    .hasMessageContaining("more than 64 bits");
            try (QueryResult first = engine.run("odd.id", context)) {
                assertThat(first.next()).containsExactly(0L);
            }
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    private static String answer(EvidenceStore store, String query) throws SQLException {
        QueryEngine engine = new QueryEngine(new Catalogue(TABLES));
        StringBuilder out = new StringBuilder();
        try (Connection connection = store.connect()) {
            QueryContext context = QueryContext.of(connection, 1)
                    .withBaseline(2L)
                    .withTimes(Instant.parse("2026-11-24T10:00:00Z"), Instant.parse("2026-11-24T09:30:00Z"))
                    .withLimits(query.endsWith("// limited") ? 3 : 0, Waiting.LIMIT);
            try (QueryResult result = engine.run(query, context)) {
                while (result.hasNext()) {
                    out.append(Arrays.toString(result.next())).append('\n');
                }
                out.append(result.isTruncated() ? "truncated" : "");
            } catch (QueryException e) {
                out.append("!! ").append(e.getMessage());
            }
        }
        return out.toString();
    }
}
