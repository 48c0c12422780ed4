package io.nodememory.evidence.write;

import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.StoreSettings;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Marks captures that are being written to a store that commits batch by batch. H2 needs twice the time and six times the space
 * for one large transaction, so a capture's rows are committed first and its record last: without the record they are not
 * visible. The next writer deletes the rows that a killed process left.
 */
public final class UnfinishedCaptures {
    private static final String PREFIX = "writing_";

    /** Identifies this process. Only one process at a time writes a file, so an unfinished capture of another process is dead. */
    private static final String RUN = UUID.randomUUID().toString();

    private UnfinishedCaptures() {}

    static void begin(Connection connection, long capture) throws SQLException {
        StoreSettings.put(connection, PREFIX + capture, RUN);
    }

    static void end(Connection connection, long capture) throws SQLException {
        StoreSettings.remove(connection, PREFIX + capture);
    }

    /** Deletes the rows of captures that another process began and did not finish. */
    public static void sweep(Dialect dialect, Connection connection, List<TableSpec<?>> tables) throws SQLException {
        for (long capture : ofOtherRuns(connection)) {
            CaptureDeletion.deleteRows(dialect, connection, tables, capture);
            end(connection, capture);
        }
    }

    private static List<Long> ofOtherRuns(Connection connection) throws SQLException {
        String sql = "SELECT \"name\" FROM \"store\" WHERE \"name\" LIKE 'writing%' AND \"value\" <> ?";
        List<Long> captures = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, RUN);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    captures.add(Long.parseLong(rows.getString(1).substring(PREFIX.length())));
                }
            }
        }
        return captures;
    }
}
