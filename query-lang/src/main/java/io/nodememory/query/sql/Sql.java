package io.nodememory.query.sql;

import io.nodememory.query.tree.Bind;
import java.util.List;
import java.util.Set;

/**
 * A statement with its parameters in order.
 *
 * @param tables that it reads
 */
public record Sql(String text, List<Bind> binds, Set<TableUse> tables) {
    /** A table of the capture that is asked, or of its baseline. */
    public record TableUse(String table, boolean baseline) {}
}
