package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.query.source.QueryException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryEngineTest {
    private final QueryEngine engine =
            new QueryEngine(SmallTables.CATALOGUE, Map.of("allowed", List.of("systemd", "sh")));
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:");
        TestStore.fill(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void namesLists() {
        assertThat(column("tasks.where { uid == 0 && !(name in allowed) }.name"))
                .containsExactly("kthreadd", "kworker/0:1");
    }

    @Test
    void tellsKindsAndSecretsOfColumns() {
        Query query = engine.compile("environment.select(pid, both: key + value, address)");
        assertThat(query.columns())
                .containsExactly(
                        new ResultColumn("pid", ColumnSpec.Kind.INTEGER, false),
                        new ResultColumn("both", ColumnSpec.Kind.TEXT, true),
                        new ResultColumn("address", ColumnSpec.Kind.ADDRESS, false));
    }

    @Test
    void capsRowsAndSaysSo() {
        QueryContext two = context().withLimits(2, Duration.ZERO);
        try (QueryResult result = engine.run("tasks.pid", two)) {
            assertThat(rows(result)).hasSize(2);
            assertThat(result.isTruncated()).isTrue();
        }
        QueryContext six = context().withLimits(6, Duration.ZERO);
        try (QueryResult result = engine.run("tasks.pid", six)) {
            assertThat(rows(result)).hasSize(6);
            assertThat(result.isTruncated()).isFalse();
        }
    }

    @Test
    void cancelledBeforeItStarts() {
        QueryContext context = context();
        context.cancellation().cancel();
        assertThatThrownBy(() -> engine.run("tasks", context)).hasMessage("the query was cancelled");
    }

    @Test
    void stopsAfterItsTimeAndByAnotherThread() throws Exception {
        fillMany();
        String slow = "tasks.where { a -> tasks.where { b -> tasks.where { c -> c.pid + b.pid == a.pid } } }";
        QueryContext timed = context().withLimits(0, Duration.ofSeconds(1));
        assertThatThrownBy(() -> engine.run(slow, timed)).hasMessageContaining("took longer than 1 s");
        QueryContext context = context();
        Thread running = Thread.currentThread();
        Thread other = new Thread(() -> {
            while (Arrays.stream(running.getStackTrace())
                    .noneMatch(call -> call.getClassName().startsWith("org.h2.command"))) {
                Thread.onSpinWait();
            }
            context.cancellation().cancel();
        });
        other.start();
        assertThatThrownBy(() -> engine.run(slow, context)).hasMessage("the query was cancelled");
        other.join();
        assertThat(column("modules.name")).contains("rootkit");
    }

    /** Processes whose ids never satisfy the condition, so that the query above must try all combinations. */
    private void fillMany() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("INSERT INTO \"tasks\" (\"capture_id\", \"row_key\", \"pid\")"
                    + " SELECT 1, 4296000000 + x, 1000001 + 2 * x FROM SYSTEM_RANGE(1, 3000)");
        }
    }

    @Test
    void missingBaselineIsSaid() {
        QueryContext context = QueryContext.of(connection, SmallTables.CAPTURE);
        assertThatThrownBy(() -> engine.run("modules.added(since: baseline)", context))
                .hasMessageContaining("needs a baseline");
    }

    @Test
    void numbersThatOverflowAreOneSentence() {
        assertThatThrownBy(() -> column("tasks.where { pid * 9223372036854775807 > 1 }.pid"))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("the query failed: a number in it has more than 64 bits")
                .hasMessageNotContaining("SELECT");
    }

    private QueryContext context() {
        return QueryContext.of(connection, SmallTables.CAPTURE).withBaseline(SmallTables.BASELINE);
    }

    private List<Object> column(String query) {
        try (QueryResult result = engine.run(query, context())) {
            return rows(result).stream().map(row -> row[0]).toList();
        }
    }

    private static List<Object[]> rows(QueryResult result) {
        List<Object[]> rows = new ArrayList<>();
        result.forEachRemaining(rows::add);
        return rows;
    }
}
