package io.nodememory.query;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.query.source.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of queries and their results. A case is a query, a line {@code --}, the expected result, and an empty line:
 * the SQL with its parameters, a line {@code --}, the columns and the rows; or {@code !! } and the message.
 */
final class QueryFile {
    private static final QueryEngine ENGINE =
            new QueryEngine(SmallTables.CATALOGUE, Map.of("allowed", List.of("systemd", "sh")));

    private QueryFile() {}

    record Case(String comment, String query, String expected) {}

    static List<Case> read(Path file) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String block : Pattern.compile("\n\n+").split(Files.readString(file), -1)) {
            String comment = block.lines()
                    .takeWhile(line -> line.startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            String text = block.substring(comment.length()).stripTrailing();
            int end = text.indexOf("\n--\n");
            cases.add(
                    new Case(comment, end < 0 ? text : text.substring(0, end), end < 0 ? "" : text.substring(end + 1)));
        }
        return cases;
    }

    /** The result of a query in the form of {@link Case#expected()}. */
    static String actual(String query, Connection connection, boolean withSql) {
        try {
            String sql = withSql ? "--\n" + ENGINE.explain(query) + "\n" : "";
            return sql + "--\n" + rows(query, connection);
        } catch (QueryException e) {
            return "--\n!! " + e.getMessage() + "\n";
        }
    }

    private static String rows(String query, Connection connection) {
        QueryContext context = QueryContext.of(connection, SmallTables.CAPTURE)
                .withBaseline(SmallTables.BASELINE)
                .withTimes(Instant.parse("2026-11-24T10:00:00Z"), Instant.parse("2026-11-24T09:30:00Z"));
        try (QueryResult result = ENGINE.run(query, context)) {
            List<ResultColumn> columns = result.columns();
            StringBuilder out =
                    new StringBuilder(columns.stream().map(ResultColumn::name).collect(Collectors.joining(" | ")));
            out.append('\n');
            while (result.hasNext()) {
                Object[] row = result.next();
                for (int i = 0; i < row.length; i++) {
                    boolean address = row[i] != null && columns.get(i).kind() == ColumnSpec.Kind.ADDRESS;
                    out.append(i == 0 ? "" : " | ");
                    out.append(address ? "0x%x".formatted((Long) row[i]) : String.valueOf(row[i]));
                }
                out.append('\n');
            }
            return out.toString();
        }
    }
}
