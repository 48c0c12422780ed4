/** Runs queries on a store, for {@code nodemem query} and the interactive shell. */
package io.nodememory.shell.query;
