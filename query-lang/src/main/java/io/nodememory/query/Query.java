package io.nodememory.query;

import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.sql.Sql;
import io.nodememory.query.sql.SqlDialect;
import io.nodememory.query.sql.SqlWriter;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A parsed and checked query, which can run on any capture. */
public final class Query {
    private final Select select;

    Query(Select select) {
        this.select = select;
    }

    /** The columns of the result. */
    public List<ResultColumn> columns() {
        return select.outputs.stream().map(Query::column).toList();
    }

    private static ResultColumn column(Select.Output output) {
        Operand operand = output.operand();
        return new ResultColumn(output.name(), operand.type().kind(), operand.secret());
    }

    /** The table that the rows of the result come from; empty for a single yes or no. */
    public Optional<TableSpec<?>> table() {
        Select at = select;
        while (!at.from.isEmpty()) {
            From first = at.from.get(0);
            if (first.table() != null || first.derived() == null) {
                return Optional.ofNullable(first.table());
            }
            at = first.derived();
        }
        return Optional.empty();
    }

    /** Whether the result is one row with one value (a yes or no, or a number) for every capture. */
    public boolean isAnswer() {
        boolean number = select.groupBy.isEmpty()
                && select.outputs.size() == 1
                && select.outputs.get(0).operand() instanceof Operand.Aggregate;
        return select.from.isEmpty() || number;
    }

    /** The tables that this query reads. */
    public Set<Sql.TableUse> tables() {
        return sql(SqlDialect.H2).tables();
    }

    /** The query's SQL with the values of its parameters. */
    public String explain() {
        return Explanation.of(sql(SqlDialect.H2));
    }

    /** The query as SQL. */
    public Sql sql(SqlDialect dialect) {
        return SqlWriter.write(select, dialect);
    }
}
