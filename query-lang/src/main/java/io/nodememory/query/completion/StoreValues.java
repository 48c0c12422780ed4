package io.nodememory.query.completion;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.query.QueryContext;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.QueryResult;
import io.nodememory.query.source.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Suggests values of the current capture, but never those of secret columns. */
public final class StoreValues implements ValueSource {
    private static final int LIMIT = 20;

    private final QueryEngine engine;
    private final Supplier<QueryContext> contexts;

    /** @param contexts supplies the context of each query; its timeout limits the time of a key press */
    public StoreValues(QueryEngine engine, Supplier<QueryContext> contexts) {
        this.engine = engine;
        this.contexts = contexts;
    }

    @Override
    public List<String> values(String table, String column, String prefix) {
        boolean text = engine.catalogue()
                .table(table)
                .flatMap(spec -> spec.column(column))
                .filter(spec -> spec.kind() == ColumnSpec.Kind.TEXT && !spec.secret())
                .isPresent();
        if (!text) {
            return List.of();
        }
        String query = "%s.where { %s && %s.startsWith('%s') }.by(%s).limit(%d)"
                .formatted(table, column, column, Quoting.escape(prefix), column, LIMIT);
        List<String> values = new ArrayList<>();
        try (QueryResult result = engine.run(query, contexts.get())) {
            while (result.hasNext()) {
                values.add((String) result.next()[0]);
            }
        } catch (QueryException e) {
            // Completion is optional: if the values cannot be read in time, it suggests none.
            return List.of();
        }
        return values;
    }
}
