/** A store in a PostgreSQL server: COPY, partitions and roles. */
package io.nodememory.evidence.database.postgres;
