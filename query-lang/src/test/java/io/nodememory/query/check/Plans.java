package io.nodememory.query.check;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.kernel.Waiting;
import io.nodememory.query.Query;
import io.nodememory.query.sql.Sql;
import io.nodememory.query.sql.SqlDialect;
import io.nodememory.query.tree.Bind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Returns the query plans of the databases. */
final class Plans {
    private Plans() {}

    static String h2(EvidenceStore store, Query query, long capture, long baseline) {
        return plan(store, "EXPLAIN ", query.sql(SqlDialect.H2), capture, baseline);
    }

    /** As JSON. */
    static String postgresql(EvidenceStore store, Query query, long capture, long baseline) {
        return plan(store, "EXPLAIN (FORMAT JSON) ", query.sql(SqlDialect.POSTGRESQL), capture, baseline);
    }

    private static String plan(EvidenceStore store, String explain, Sql sql, long capture, long baseline) {
        List<Object> parameters = new ArrayList<>();
        for (Bind bind : sql.binds()) {
            parameters.add(value(bind, capture, baseline));
        }
        StringBuilder plan = new StringBuilder();
        try (StoreQuery rows = store.query(explain + sql.text(), parameters, Waiting.LIMIT)) {
            rows.execute();
            while (rows.next()) {
                plan.append(rows.row().get(0)).append('\n');
            }
        }
        return plan.toString();
    }

    private static Object value(Bind bind, long capture, long baseline) {
        if (bind instanceof Bind.CaptureId id) {
            return id.baseline() ? baseline : capture;
        } else if (bind instanceof Bind.CaptureKey key) {
            return key.of(key.baseline() ? baseline : capture);
        } else if (bind instanceof Bind.Literal literal) {
            return literal.value();
        }
        return Instant.EPOCH;
    }
}
