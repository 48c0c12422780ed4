package io.nodememory.query.sql;

import io.nodememory.query.tree.Bind;
import java.util.List;
import java.util.Set;

/**
 * An SQL statement with its parameters in order.
 *
 * @param tables that the statement reads
 */
public record Sql(String text, List<Bind> binds, Set<TableUse> tables) {
    /** A table of the capture, or of the baseline. */
    public record TableUse(String table, boolean baseline) {}
}
