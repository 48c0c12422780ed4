package io.nodememory.query.sql;

import io.nodememory.evidence.database.SqlNames;
import io.nodememory.query.tree.Bind;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.Select;
import io.nodememory.query.tree.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Translates a resolved query to SQL. All identifiers come from the catalogue; all values become parameters. */
public final class SqlWriter {
    private final SqlDialect dialect;
    private final StringBuilder sql = new StringBuilder();
    private final List<Bind> binds = new ArrayList<>();
    private final Set<Sql.TableUse> tables = new LinkedHashSet<>();
    private final OperandWriter operands;
    private final PredicateWriter predicates;

    private SqlWriter(SqlDialect dialect) {
        this.dialect = dialect;
        this.operands = new OperandWriter(this);
        this.predicates = new PredicateWriter(this);
    }

    public static Sql write(Select select, SqlDialect dialect) {
        SqlWriter writer = new SqlWriter(dialect);
        writer.select(select);
        return new Sql(writer.sql.toString(), List.copyOf(writer.binds), Set.copyOf(writer.tables));
    }

    SqlDialect dialect() {
        return dialect;
    }

    SqlWriter add(String text) {
        sql.append(text);
        return this;
    }

    SqlWriter add(Operand operand) {
        operands.write(operand);
        return this;
    }

    /** Writes an operand with its type, for places in which a database cannot infer it. */
    SqlWriter typed(Operand operand) {
        operands.typed(operand);
        return this;
    }

    SqlWriter add(Predicate predicate) {
        predicates.write(predicate, false);
        return this;
    }

    SqlWriter bind(Bind bind) {
        sql.append('?');
        binds.add(bind);
        return this;
    }

    SqlWriter bindText(String text) {
        return bind(new Bind.Literal(text));
    }

    SqlWriter column(From from, String name) {
        return add(from.alias()).add(".").add(SqlNames.quote(name));
    }

    /** {@code (SELECT …)}. */
    SqlWriter query(Select select) {
        add("(");
        select(select);
        return add(")");
    }

    private void select(Select select) {
        add("SELECT ").add(select.distinct ? "DISTINCT " : "");
        outputs(select);
        if (!select.from.isEmpty()) {
            from(select);
        }
        where(select);
        list(" GROUP BY ", select.groupBy);
        conditions(" HAVING ", select.having);
        String before = " ORDER BY ";
        for (Select.Sort sort : select.order) {
            add(before);
            sort(sort);
            before = ", ";
        }
        if (select.limit != null) {
            add(" LIMIT ").bind(new Bind.Literal(select.limit));
        }
    }

    private void outputs(Select select) {
        String before = "";
        for (Select.Output output : select.outputs) {
            add(before).typed(output.operand()).add(" AS ").add(SqlNames.quote(output.name()));
            before = ", ";
        }
        if (select.keysOf != null) {
            add(before).column(select.keysOf, SqlNames.CAPTURE_ID);
            add(", ").column(select.keysOf, SqlNames.ROW_KEY);
        } else if (select.outputs.isEmpty()) {
            add("1");
        }
    }

    private void from(Select select) {
        for (int i = 0; i < select.from.size(); i++) {
            From from = select.from.get(i);
            boolean joined = isJoined(select, from);
            add(i == 0 ? " FROM " : !joined ? " CROSS JOIN " : from.join().many() ? " JOIN " : " LEFT JOIN ");
            if (from.derived() != null) {
                query(from.derived());
            } else {
                add(SqlNames.quote(from.table().name()));
                tables.add(new Sql.TableUse(from.table().name(), from.baseline()));
            }
            add(" ").add(from.alias());
            if (joined) {
                add(" ON ");
                joinCondition(from);
            }
        }
    }

    private static boolean isJoined(Select select, From from) {
        return from.parent() != null && select.from.contains(from.parent());
    }

    private void joinCondition(From from) {
        column(from, SqlNames.CAPTURE_ID).add(" = ");
        if (dialect.hasPartitions() && isOfTable(from)) {
            bind(new Bind.CaptureId(from.baseline()));
        } else {
            column(from.parent(), SqlNames.CAPTURE_ID);
        }
        for (int i = 0; i < from.join().on().length; i++) {
            add(" AND ").column(from, from.join().to()[i]).add(" = ");
            column(from.parent(), from.join().on()[i]);
        }
    }

    /** Whether the rows that it is joined to, by however many steps, are those of a table of one capture. */
    private static boolean isOfTable(From from) {
        return from.derived() == null && (from.parent() == null || isOfTable(from.parent()));
    }

    private void where(Select select) {
        String before = " WHERE ";
        for (From from : select.from) {
            if (from.derived() != null || isJoined(select, from)) {
                continue;
            }
            add(before);
            if (from.parent() != null) {
                joinCondition(from);
            } else if (dialect.readsByKey() && !isLookedUp(from, select, select.where)) {
                column(from, SqlNames.ROW_KEY).add(" BETWEEN ").bind(new Bind.CaptureKey(from.baseline(), false));
                add(" AND ").bind(new Bind.CaptureKey(from.baseline(), true));
            } else {
                column(from, SqlNames.CAPTURE_ID).add(" = ").bind(new Bind.CaptureId(from.baseline()));
            }
            before = " AND ";
        }
        conditions(before, select.where);
    }

    /** Whether one of the conditions, which are joined by AND, selects few rows through an indexed column. */
    private static boolean isLookedUp(From from, Select select, List<Predicate> conditions) {
        return conditions.stream().anyMatch(condition -> {
            if (condition instanceof Predicate.All all) {
                return isLookedUp(from, select, all.parts());
            } else if (condition instanceof Predicate.Equal equal) {
                return (isIndexed(from, equal.left()) && isKnown(equal.right(), select))
                        || (isIndexed(from, equal.right()) && isKnown(equal.left(), select));
            }
            return condition instanceof Predicate.In in && isIndexed(from, in.operand());
        });
    }

    /** Whether a value is known before the rows of a SELECT are read: a parameter, or a column of an outer SELECT. */
    private static boolean isKnown(Operand operand, Select select) {
        return operand instanceof Operand.Value
                || (operand instanceof Operand.Column column && !select.from.contains(column.from()));
    }

    private static boolean isIndexed(From from, Operand operand) {
        return operand instanceof Operand.Column column && column.from() == from && from.isIndexed(column.name());
    }

    private void conditions(String before, List<Predicate> conditions) {
        String between = before;
        for (Predicate condition : conditions) {
            add(between);
            predicates.writeInner(condition, false);
            between = " AND ";
        }
    }

    private void list(String before, List<Operand> items) {
        String between = before;
        for (Operand item : items) {
            add(between).add(item);
            between = ", ";
        }
    }

    private void sort(Select.Sort sort) {
        String direction = (sort.descending() ? " DESC" : "") + (sort.operand().nullable() ? " NULLS LAST" : "");
        if (sort.operand().type() == ValueType.ADDRESS) {
            // Addresses are unsigned: the upper half, which is negative here, sorts after the lower half.
            add("(").add(sort.operand()).add(" < 0)").add(direction).add(", ");
        }
        add(sort.operand()).add(direction);
    }
}
