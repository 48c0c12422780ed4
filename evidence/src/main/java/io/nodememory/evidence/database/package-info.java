/** SQL that is common to all databases: schema, settings, rows and queries. */
package io.nodememory.evidence.database;
