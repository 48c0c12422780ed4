package io.nodememory.query;

import io.nodememory.query.sql.Dialect;
import io.nodememory.query.sql.Sql;
import io.nodememory.query.sql.SqlWriter;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import java.util.List;

/** A query that has been read and checked, ready for any capture. */
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

    /** The query as SQL. */
    public Sql sql(Dialect dialect) {
        return SqlWriter.write(select, dialect);
    }
}
