/** Writes a resolved query as SQL for H2 and PostgreSQL. */
package io.nodememory.query.sql;
