package io.nodememory.query.check;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.Problems;
import io.nodememory.query.QueryContext;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.QueryResult;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The coverage of a capture. A rule about a table is undecided if the capture lacks the table, if the table lost all or an
 * unknown number of its rows, or if memory is missing from the image. Single objects that could not be read are a note.
 */
final class Sight {
    /** Covered part of the memory that counts as complete: firmware reserves up to 3 %, which no image contains. */
    private static final double ENOUGH = 0.97;

    /** The end of the format name of a slice ({@code image slice}). */
    private static final String SLICE = ", slice";

    private final Capture capture;
    private final Map<String, Long> written = new HashMap<>();
    private final Map<String, List<String>> lost = new HashMap<>();
    private final Map<String, Integer> single = new HashMap<>();

    Sight(Capture capture, EvidenceStore store, QueryEngine engine, Connection connection) {
        this.capture = capture;
        store.tablesOf(capture.id()).forEach(table -> written.put(table.name(), table.rowCount()));
        if (engine.catalogue().table("problems").isEmpty() || !written.containsKey("problems")) {
            return;
        }
        QueryContext context = QueryContext.of(connection, capture.id());
        try (QueryResult problems = engine.run("problems.select(table, doing, why)", context)) {
            while (problems.hasNext()) {
                Object[] row = problems.next();
                String table = String.valueOf(row[0]);
                String doing = String.valueOf(row[1]);
                if (written.getOrDefault(table, 0L) == 0 || Problems.losesRows(doing)) {
                    List<String> reasons = lost.computeIfAbsent(table, key -> new ArrayList<>());
                    if (reasons.isEmpty()) {
                        reasons.add(doing + ": " + row[2]);
                    }
                } else {
                    single.merge(table, 1, Integer::sum);
                }
            }
        }
    }

    /** The reasons why a table is incomplete; empty if it is complete. */
    List<String> reasons(String table) {
        List<String> reasons = new ArrayList<>();
        if (!written.containsKey(table)) {
            reasons.add("capture " + capture.id() + " has no table " + table + ": analyze the image again");
        }
        lost.getOrDefault(table, List.of())
                .forEach(why -> reasons.add("the table " + table + " is incomplete: " + why));
        return reasons;
    }

    /**
     * The reasons why all tables are incomplete; empty if there are none. A slice consists of the pages that an analysis read,
     * so a missing page is a problem of the table that needs it.
     */
    List<String> coverage() {
        if (capture.image().format() != null && capture.image().format().endsWith(SLICE)) {
            return List.of();
        }
        Long covered = capture.image().ram().covered();
        Long total = capture.image().ram().total();
        if (covered != null && total != null && covered < total * ENOUGH) {
            return List.of(String.format(
                    Locale.ROOT,
                    "the image holds %.1f %% of the machine's memory (%d of %d bytes)",
                    100.0 * covered / total,
                    covered,
                    total));
        }
        return List.of();
    }

    /** Remarks about a complete table. */
    List<String> notes(String table) {
        Integer count = single.get(table);
        return count == null
                ? List.of()
                : List.of(count + (count == 1 ? " object" : " objects") + " of the table " + table
                        + " could not be read: see 'nodemem query problems'");
    }
}
