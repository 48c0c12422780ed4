/** Queries on a store: what {@code nodemem query} and the interactive shell share. */
package io.nodememory.shell.query;
