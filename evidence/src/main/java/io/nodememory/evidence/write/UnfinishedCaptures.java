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
 * Captures being written to a store that commits batch by batch. H2 takes twice the time and six times the space for one
 * large transaction, so there a capture's rows come first and its record last: without the record nobody sees them. What a
 * killed program left is swept by the next writer.
 */
public final class UnfinishedCaptures {
    private static final String PREFIX = "writing_";

    /** This program's run. A file has one process at a time, so what another run left unfinished is dead. */
    private static final String RUN = UUID.randomUUID().toString();

    private UnfinishedCaptures() {}

    static void begin(Connection connection, long capture) throws SQLException {
        StoreSettings.put(connection, PREFIX + capture, RUN);
    }

    static void end(Connection connection, long capture) throws SQLException {
        StoreSettings.remove(connection, PREFIX + capture);
    }

    /** Removes the rows of captures that another run began and did not finish. */
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
