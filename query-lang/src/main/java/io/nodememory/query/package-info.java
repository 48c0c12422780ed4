/** Runs queries: {@link io.nodememory.query.QueryEngine} translates a text to SQL and returns its rows. */
package io.nodememory.query;
