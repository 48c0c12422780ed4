package io.nodememory.evidence.database.h2;

import io.nodememory.kernel.BadInputException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.db.ValueDataType;
import org.h2.mvstore.tx.TransactionMap;
import org.h2.mvstore.tx.TransactionStore;
import org.h2.result.Row;

/**
 * Checks the statements that H2 keeps in a database file and runs when it opens the file. A foreign file can contain triggers,
 * aliases and linked tables, which run code or open connections. Only the statements of this program's schema are allowed.
 */
final class StoreMeta {
    /** The map of the statements ({@code org.h2.engine.Database.META}): table number 0, the statement in column 3. */
    private static final String MAP = "table.0";

    private static final int STATEMENT = 3;

    /** The most characters of an allowed statement, with room for larger tables. */
    private static final int LONGEST = 32 * 1024;

    /** A quoted identifier; names of this program contain no quotes and no control characters. */
    private static final String NAME = "\"[\\w ]{1,128}\"";

    private static final String QUALIFIED = "(?:" + NAME + "\\.)?" + NAME;
    private static final String NAMES = "\\(" + NAME + "(?: NULLS FIRST)?(?:, ?" + NAME + "(?: NULLS FIRST)?)*\\)";

    /** The column types of {@link H2Dialect} in H2's spelling. */
    private static final String TYPE = "(?:BIGINT|INTEGER|BOOLEAN|CHARACTER VARYING(?:\\(\\d+\\))?"
            + "|TIMESTAMP\\(6\\) WITH TIME ZONE)(?: ARRAY)?";

    private static final String COLUMN = "\\s*" + NAME + " " + TYPE + "(?: SELECTIVITY \\d+)?(?: NOT NULL)?\\s*";

    private static final List<Pattern> ALLOWED = List.of(
            Pattern.compile("CREATE CACHED TABLE " + QUALIFIED + "\\(" + COLUMN + "(?:," + COLUMN + ")*\\)"),
            Pattern.compile("ALTER TABLE " + QUALIFIED + " ADD CONSTRAINT " + QUALIFIED + " PRIMARY KEY" + NAMES
                    + " INDEX " + QUALIFIED),
            Pattern.compile("CREATE (?:PRIMARY KEY|INDEX) " + QUALIFIED + " ON " + QUALIFIED + NAMES),
            Pattern.compile("CREATE USER IF NOT EXISTS " + NAME + " SALT '[0-9a-f]*' HASH '[0-9a-f]*'(?: ADMIN)?"),
            Pattern.compile("GRANT SELECT ON SCHEMA " + NAME + " TO " + NAME),
            Pattern.compile("SET [A-Z_]+ \\d+"));

    private StoreMeta() {}

    /**
     * The first statement that is not allowed. Empty if all are allowed, or if H2 cannot read the file.
     *
     * @param key null if the file is not encrypted
     */
    static Optional<String> foreignStatement(Path file, StoreKey key) {
        MVStore.Builder builder =
                new MVStore.Builder().fileName(file.toString()).readOnly();
        if (key != null) {
            builder.encryptionKey(key.filePassword());
        }
        MVStore store;
        try {
            store = builder.open();
        } catch (RuntimeException e) {
            // Damaged, locked by another process or encrypted with another key: the database reports which.
            return Optional.empty();
        }
        try {
            if (!store.hasMap(MAP)) {
                return Optional.empty();
            }
            TransactionStore transactions = new TransactionStore(store, new ValueDataType());
            transactions.init();
            TransactionMap<Long, Row> statements = transactions.begin().openMap(MAP);
            for (Iterator<Long> keys = statements.keyIterator(null); keys.hasNext(); ) {
                String statement =
                        statements.get(keys.next()).getValue(STATEMENT).getString();
                if (!isAllowed(statement)) {
                    return Optional.of(statement);
                }
            }
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            throw new BadInputException(
                    "cannot use the store " + file
                            + ": it is damaged and its tables cannot be listed; analyze the image into a new store",
                    e);
        } finally {
            store.closeImmediately();
        }
    }

    static boolean isAllowed(String statement) {
        try {
            return statement.length() <= LONGEST
                    && ALLOWED.stream()
                            .anyMatch(pattern -> pattern.matcher(statement).matches());
        } catch (StackOverflowError e) {
            // java.util.regex recurses for each repetition; no allowed table has thousands of columns.
            return false;
        }
    }
}
