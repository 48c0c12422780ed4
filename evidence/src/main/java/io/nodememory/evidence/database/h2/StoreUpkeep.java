package io.nodememory.evidence.database.h2;

import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;

/** Copies and compacts H2 files. */
final class StoreUpkeep {
    private StoreUpkeep() {}

    static void backup(Dialect dialect, Connection connection, Path zip) {
        try {
            // H2 would make the file for everybody to read.
            OwnerOnlyFiles.create(zip);
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException(zip + " exists already; give another path", e);
        } catch (IOException e) {
            throw new BadInputException("cannot write " + zip + ": " + Sentences.of(e), e);
        }
        try (Statement statement = connection.createStatement()) {
            String name = zip.toAbsolutePath().normalize().toString();
            statement.execute("BACKUP TO '" + name.replace("'", "''") + "'");
        } catch (SQLException e) {
            zip.toFile().delete();
            throw dialect.explain(e);
        }
    }

    static void compact(Dialect dialect, Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        } catch (SQLException e) {
            // The statement closes all connections, including its own.
            if (e.getErrorCode() != ErrorCode.DATABASE_IS_CLOSED && e.getErrorCode() != ErrorCode.OBJECT_CLOSED) {
                throw dialect.explain(e);
            }
        }
    }
}
