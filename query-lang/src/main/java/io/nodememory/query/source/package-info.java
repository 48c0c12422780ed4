/** The text of a query: its lines, its tokens and the errors in it. */
package io.nodememory.query.source;
