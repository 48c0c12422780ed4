package io.nodememory.evidence.database;

import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * One SELECT on a store: {@code execute()}, then {@code while (next()) row()}. For one thread, except {@link #cancel}.
 */
public final class StoreQuery implements AutoCloseable {
    /** SQL state of a cancelled or timed-out statement in PostgreSQL and H2. */
    private static final String STOPPED = "57014";

    private static final int FETCH = 1_000;

    private final Dialect dialect;
    private final Connection connection;
    private final Duration timeout;
    private final PreparedStatement statement;
    private ResultSet rows;
    private List<String> columns = List.of();
    private List<Integer> types = List.of();
    private volatile boolean cancelled;

    public StoreQuery(Dialect dialect, String sql, List<?> parameters, Duration timeout) {
        this.dialect = dialect;
        this.timeout = timeout;
        Connection opened = null;
        try {
            opened = dialect.connectReader();
            // A server sends rows piece by piece only within a transaction.
            opened.setAutoCommit(false);
            statement = opened.prepareStatement(sql);
            statement.setFetchSize(FETCH);
            statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
            for (int i = 0; i < parameters.size(); i++) {
                bind(i + 1, parameters.get(i));
            }
            connection = opened;
        } catch (SQLException e) {
            closeAfter(e, opened);
            throw dialect.explain(e);
        }
    }

    private static void closeAfter(SQLException failure, Connection opened) {
        try (opened) {
            return;
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void bind(int index, Object value) throws SQLException {
        if (value instanceof Instant time) {
            statement.setObject(index, time.atOffset(ZoneOffset.UTC));
        } else if (value instanceof List<?> list) {
            Kind kind = list.stream().allMatch(element -> element instanceof Number) && !list.isEmpty()
                    ? Kind.INTEGER_LIST
                    : Kind.TEXT_LIST;
            Values.bind(statement, index, kind, Values.normal(kind, list));
        } else {
            statement.setObject(index, value instanceof String text ? Values.text(text) : value);
        }
    }

    /**
     * Runs the query.
     *
     * @throws CancellationException after {@link #cancel}
     * @throws BadInputException if the query exceeds its timeout or the database rejects it
     */
    public void execute() {
        try {
            rows = statement.executeQuery();
            ResultSetMetaData description = rows.getMetaData();
            List<String> names = new ArrayList<>();
            List<Integer> sqlTypes = new ArrayList<>();
            for (int i = 1; i <= description.getColumnCount(); i++) {
                names.add(description.getColumnLabel(i));
                sqlTypes.add(description.getColumnType(i));
            }
            columns = names;
            types = sqlTypes;
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** The names of the columns of the result. */
    public List<String> columns() {
        return columns;
    }

    /** Moves to the next row; throws like {@link #execute}. */
    public boolean next() {
        try {
            return rows.next();
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** The values of the current row: Long, Boolean, String, Instant, List, BigDecimal, Double or null. */
    public List<Object> row() {
        List<Object> row = new ArrayList<>(types.size());
        try {
            for (int i = 0; i < types.size(); i++) {
                row.add(value(i + 1, types.get(i)));
            }
            return row;
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    private Object value(int index, int type) throws SQLException {
        return switch (type) {
            case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT -> Values.read(rows, index, Kind.INTEGER);
            case Types.BOOLEAN, Types.BIT -> Values.read(rows, index, Kind.BOOLEAN);
            case Types.TIMESTAMP_WITH_TIMEZONE, Types.TIMESTAMP -> Values.read(rows, index, Kind.TIME);
            case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR -> rows.getString(index);
            case Types.ARRAY -> Values.read(rows, index, Kind.TEXT_LIST);
            default -> rows.getObject(index);
        };
    }

    /** Stops the query, from any thread. */
    public void cancel() {
        cancelled = true;
        try {
            statement.cancel();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    private RuntimeException explain(SQLException e) {
        if (cancelled) {
            return new CancellationException("the query was cancelled");
        } else if (STOPPED.equals(e.getSQLState())) {
            return new BadInputException(
                    "the query ran for more than %d s and was stopped: narrow it with where or limit, or allow more time"
                            .formatted(timeout.toSeconds()),
                    e);
        }
        return dialect.explain(e);
    }
}
