package io.nodememory.evidence;

import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.h2.H2Dialect;
import io.nodememory.evidence.database.h2.StoreEncryption;
import io.nodememory.evidence.database.h2.StoreFile;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.evidence.database.postgres.PostgresDialect;
import io.nodememory.kernel.BadInputException;

/**
 * The place of a store as a user names it: the path of an H2 file, or the JDBC URL of a PostgreSQL database. This class alone
 * chooses the database; a further kind of database needs a {@link Dialect} and a branch here.
 */
record StoreAddress(String spec) {
    private boolean isServer() {
        return spec.startsWith(PostgresDialect.PREFIX);
    }

    /** @param key null for a store without encryption */
    Dialect dialect(StoreKey key) {
        if (!isServer()) {
            return new H2Dialect(spec, key);
        } else if (key != null) {
            throw new BadInputException(
                    "a store in PostgreSQL has no key: give no key, and encrypt the disk of its server");
        }
        return new PostgresDialect(spec);
    }

    /** Whether the store needs a key; false also if there is no such store. */
    boolean isEncrypted() {
        return !isServer() && new StoreFile(H2Dialect.file(spec)).isEncrypted();
    }

    /** See {@link EvidenceStore#changeKey}. */
    void changeKey(StoreKey from, StoreKey to) {
        if (isServer()) {
            throw new BadInputException("cannot encrypt a store in PostgreSQL: encrypt the disk of its server");
        }
        StoreEncryption.change(spec, from, to);
    }
}
